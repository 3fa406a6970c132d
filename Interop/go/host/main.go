// A host on HashiCorp's own go-plugin, as Debian packages it (1.0.1), for a plugin in any language that implements
// interop.kv.KV.
//
//	go-host [-mtls] [-versions 1,2] [-cookie KEY=VALUE] [-n CALLS] [-concurrency C] [-skip sum,chat] [-broker]
//	        [-crash] [-timeout 30s] [-tls-ca FILE [-tls-cert FILE -tls-key FILE]] PROGRAM [ARG ...]
//
// It starts the program, asks its health, makes every kind of call, measures, stops it, and prints one JSON object on
// stdout. It exits with 0 when everything was right, with 1 when something was not (see "errors"), with 64 when it was
// called wrongly. Its own log goes to stderr with -v.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	hclog "github.com/hashicorp/go-hclog"
	plugin "github.com/hashicorp/go-plugin"
)

// report is what the host prints. Times are in the unit of their names.
type report struct {
	Program        string          `json:"program"`
	AppProtocol    int             `json:"app_protocol"`
	MTLS           bool            `json:"mtls"`
	StartMS        float64         `json:"start_ms"`
	Health         string          `json:"health"`
	Checks         map[string]bool `json:"checks"`
	Calls          int             `json:"calls"`
	Concurrency    int             `json:"concurrency"`
	P50            float64         `json:"p50_us"`
	P99            float64         `json:"p99_us"`
	CallsPerSecond float64         `json:"calls_per_second"`
	Log            map[string]int  `json:"log"`
	LogLines       []logLine       `json:"log_lines"`
	Exited         bool            `json:"exited"`
	Killed         bool            `json:"killed"`
	KillMS         float64         `json:"kill_ms"`
	Errors         []string        `json:"errors"`
}

func (r *report) fail(format string, values ...interface{}) {
	r.Errors = append(r.Errors, fmt.Sprintf(format, values...))
}

func main() {
	mtls := flag.Bool("mtls", false, "ask for AutoMTLS")
	versions := flag.String("versions", "1", "app protocols to offer, separated by commas")
	cookie := flag.String("cookie", "INTEROP_PLUGIN=hello", "the cookie, KEY=VALUE")
	calls := flag.Int("n", 1000, "measured Echo calls")
	concurrency := flag.Int("concurrency", 1, "callers at the same time")
	skip := flag.String("skip", "", "checks to leave out, separated by commas")
	broker := flag.Bool("broker", false, "also let the plugin call back through the broker (1.0.1 cannot with -mtls)")
	crash := flag.Bool("crash", false, "end with the Crash call instead of a stop")
	authority := flag.String("tls-ca", "", "the authority (PEM) that vouches for the plugin: TLSConfig in place of AutoMTLS")
	certificate := flag.String("tls-cert", "", "with -tls-ca: the host's own certificate (PEM)")
	key := flag.String("tls-key", "", "with -tls-cert: its key (PEM)")
	timeout := flag.Duration("timeout", 30*time.Second, "the longest the start may take")
	verbose := flag.Bool("v", false, "the host's log on stderr")
	flag.Parse()
	cookieParts := strings.SplitN(*cookie, "=", 2)
	if flag.NArg() == 0 || len(cookieParts) != 2 || *calls < 0 || *concurrency < 1 {
		fmt.Fprintln(os.Stderr, "usage: go-host [flags] PROGRAM [ARG ...]")
		flag.PrintDefaults()
		os.Exit(64)
	}
	sets := map[int]plugin.PluginSet{}
	for _, word := range strings.Split(*versions, ",") {
		version, err := strconv.Atoi(word)
		if err != nil {
			fmt.Fprintf(os.Stderr, "-versions: %q is no number\n", word)
			os.Exit(64)
		}
		sets[version] = plugin.PluginSet{"kv": &kvPlugin{}}
	}

	tlsConfig, err := ownTLS(*authority, *certificate, *key)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(64)
	}
	log := &logSink{echo: *verbose}
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			MagicCookieKey:   cookieParts[0],
			MagicCookieValue: cookieParts[1],
		},
		VersionedPlugins: sets,
		Cmd:              exec.Command(flag.Arg(0), flag.Args()[1:]...),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         *mtls,
		TLSConfig:        tlsConfig,
		StartTimeout:     *timeout,
		Stderr:           io.Discard,
		Logger: hclog.New(&hclog.LoggerOptions{
			Name:       hostModule,
			Level:      hclog.Trace,
			Output:     log,
			JSONFormat: true,
		}),
	})

	result := &report{
		Program:     flag.Arg(0),
		MTLS:        *mtls,
		Calls:       *calls,
		Concurrency: *concurrency,
		Checks:      map[string]bool{},
		Errors:      []string{},
	}
	run(client, result, log, options{
		skip:   strings.Split(*skip, ","),
		broker: *broker,
		crash:  *crash,
	})

	stopping := time.Now()
	client.Kill()
	result.KillMS = milliseconds(time.Since(stopping))
	result.Exited = client.Exited()
	result.Killed = log.hasHostLine("plugin failed to exit gracefully")
	if !result.Exited {
		result.fail("the plugin has not exited after Kill")
	}
	if result.Killed {
		result.fail("the plugin had to be killed")
	}
	result.Log, result.LogLines = log.fromPlugin()

	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(result); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if len(result.Errors) > 0 {
		os.Exit(1)
	}
}

func milliseconds(duration time.Duration) float64 {
	return float64(duration.Microseconds()) / 1000
}
