import CoreMetrics
import Testing

@testable import PluginEngine

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite struct EngineMetricsTests {
    static let bounds: [(nanoseconds: Int64, index: Int)] = [
        (.min, 0), (-1, 0), (0, 0), (50_000, 0), (50_001, 1), (100_000, 1), (250_001, 3), (60_000_000_000, 18),
        (60_000_000_001, 19), (.max, 19),
    ]

    @Test(arguments: bounds)
    func countsEachDurationInItsClass(nanoseconds: Int64, index: Int) {
        #expect(LatencyBuckets.index(of: nanoseconds) == index)
    }

    @Test func showsWhatItWasTold() throws {
        let metrics = EngineMetrics()
        let calls = metrics.calls(of: "demo", method: "/a.B/C")
        calls.record(status: 0, duration: .microseconds(60))
        calls.record(status: 0, duration: .seconds(90))
        calls.record(status: 14, duration: .milliseconds(1))
        calls.record(status: 99, duration: .seconds(Int64.max))
        metrics.setPhase("running", of: "demo")
        metrics.recordStart(of: "demo", cost: StartCost([.spawn: .milliseconds(20)]), isRestart: true)
        metrics.recordCrash(of: "demo")
        let text = metrics.text()
        let values = try ExpositionParser(text).values
        let expected: [String: Double] = [
            #"omniview_plugin_calls_total{plugin="demo",method="/a.B/C",status="ok"}"#: 2,
            #"omniview_plugin_calls_total{plugin="demo",method="/a.B/C",status="unavailable"}"#: 1,
            #"omniview_plugin_calls_total{plugin="demo",method="/a.B/C",status="unknown"}"#: 1,
            #"omniview_plugin_call_duration_seconds_bucket{plugin="demo",method="/a.B/C",le="0.0001"}"#: 1,
            #"omniview_plugin_call_duration_seconds_bucket{plugin="demo",method="/a.B/C",le="0.001"}"#: 2,
            #"omniview_plugin_call_duration_seconds_bucket{plugin="demo",method="/a.B/C",le="60"}"#: 2,
            #"omniview_plugin_call_duration_seconds_count{plugin="demo",method="/a.B/C"}"#: 4,
            #"omniview_plugin_phase{plugin="demo",phase="running"}"#: 1,
            #"omniview_plugin_start_seconds{plugin="demo",step="spawn"}"#: 0.02,
            #"omniview_plugin_restarts_total{plugin="demo"}"#: 1,
            #"omniview_plugin_crashes_total{plugin="demo"}"#: 1,
        ]
        for (key, value) in expected { #expect(values[key] == value, "\(key)") }
        #expect(metrics.text() == text)
        metrics.remove("demo")
        #expect(!metrics.text().contains("demo"))
    }

    @Test func escapesWhatPluginsSay() throws {
        let metrics = EngineMetrics()
        metrics.calls(of: "p", method: "a\"b\\c\nd}é\u{1}").record(status: 0, duration: .zero)
        let text = metrics.text()
        #expect(text.contains(#"method="a\"b\\c\nd}é"#))
        _ = try ExpositionParser(text)
    }

    @Test func limitsTheNamesOfMethodsAndPlugins() throws {
        var limits = EngineMetrics.Limits()
        limits.methods = 3
        limits.plugins = 2
        let metrics = EngineMetrics(limits: limits)
        for plugin in 0..<4 {
            for method in 0..<10 {
                metrics.calls(of: "p\(plugin)", method: "m\(method)").record(status: 0, duration: .zero)
            }
        }
        let values = try ExpositionParser(metrics.text()).values.filter {
            $0.key.hasPrefix("omniview_plugin_calls_total")
        }
        #expect(values.count == 2 * 4)
        #expect(values[#"omniview_plugin_calls_total{plugin="p0",method="other",status="ok"}"#] == 7)
        metrics.calls(of: "p1", method: String(repeating: "m", count: 201)).record(status: 0, duration: .zero)
        #expect(metrics.text().contains(#"{plugin="p1",method="other",status="ok"} 8"#))
    }

    @Test func showsWhatLibrariesMeasure() throws {
        let metrics = EngineMetrics()
        let factory = metrics.factory
        let counter = Counter(label: "http.requests", dimensions: [("le", "x"), ("path", "/a")], factory: factory)
        counter.increment(by: 3)
        counter.increment(by: -9)
        Counter(label: "http.requests", dimensions: [("path", "/a"), ("le", "x")], factory: factory).increment()
        FloatingPointCounter(label: "work", factory: factory).increment(by: 0.5)
        Gauge(label: "depth", factory: factory).record(7)
        let meter = Meter(label: "9 lives", factory: factory)
        meter.set(9)
        meter.decrement(by: 1.5)
        Recorder(label: "size", factory: factory).record(10)
        Timer(label: "wait", factory: factory).recordMilliseconds(2)
        let values = try ExpositionParser(metrics.text()).values
        #expect(values[#"http_requests_total{exported_le="x",path="/a"}"#] == 4)
        #expect(values["work_total"] == 0.5)
        #expect(values["depth"] == 7)
        #expect(values["_9_lives"] == 7.5)
        #expect(values["size_sum"] == 10 && values["size_count"] == 1)
        #expect(values[#"wait_seconds_bucket{le="0.0025"}"#] == 1)
        #expect(values["omniview_metrics_refused_total"] == 0)
        counter.destroy()
        #expect(metrics.text().contains("http_requests_total"))
        counter.destroy()
        #expect(!metrics.text().contains("http_requests_total"))
    }

    @Test func refusesNamesThatAreTaken() throws {
        var limits = EngineMetrics.Limits()
        limits.librarySeries = 3
        let metrics = EngineMetrics(limits: limits)
        Recorder(label: "a", factory: metrics.factory).record(1)
        for label in ["a", "a_sum", "omniview_x"] { Gauge(label: label, factory: metrics.factory).record(5) }
        for number in 0..<5 { Gauge(label: "g\(number)", factory: metrics.factory).record(5) }
        let values = try ExpositionParser(metrics.text()).values
        #expect(values["omniview_metrics_refused_total"] == 6)
        #expect(values["a_sum"] == 1 && values["omniview_x"] == nil && values["g1"] == 5 && values["g2"] == nil)
    }

    @Test(.timeLimit(.minutes(10)))
    func losesNoCallOfManyThreads() async throws {
        let metrics = EngineMetrics()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10_000 { metrics.calls(of: "p", method: "m").record(status: 0, duration: .zero) }
                }
            }
        }
        #expect(metrics.text().contains(#"calls_total{plugin="p",method="m",status="ok"} 80000"#))
    }

    @Test func neverLetsAProcessorTimeFall() throws {
        let metrics = EngineMetrics()
        func cpu() throws -> Double? {
            try ExpositionParser(metrics.text()).values[#"omniview_plugin_cpu_seconds_total{plugin="p"}"#]
        }
        for (seconds, expected) in [(5, 5.0), (3, 5), (6, 6)] {
            metrics.setResources(ResourceSampleTests.sample(at: 1, [1: (0, seconds, 0)]), of: "p")
            #expect(try cpu() == expected)
        }
        metrics.setResources(nil, of: "p")
        metrics.setResources(ResourceSampleTests.sample(at: 1, [2: (0, 1, 0)]), of: "p")
        #expect(try cpu() == 7)
    }

    @Test(arguments: [
        (0.1, "0.1"), (5e-05, "5e-05"), (1e20, "1e+20"), (-0.0, "0"), (.nan, "NaN"), (-.infinity, "-Inf"),
    ])
    func writesNumbersAsGoReadsThem(number: Double, text: String) {
        #expect(PrometheusText.number(number) == text)
    }
}
