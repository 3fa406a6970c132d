/// The view that a new plugin begins with: its settings, and something that it remembers.
extension ScaffoldFiles {
    var views: [(path: String, text: String)] {
        [
            ("ui/src/Main.tsx", main),
            ("ui/src/entry.tsx", entry),
            ("ui/tsconfig.json", compilerOptions),
        ]
    }

    private var entry: String {
        """
        import { views } from "@omniview/plugin";
        import { Main } from "./Main";

        /** By the ids that plugin.yaml gives the views. */
        export const mount = views({ main: Main });

        """
    }

    private var main: String {
        """
        import { Button, Card, ErrorCard, Form, Loading, Stat, useSettings, useStorage } from "@omniview/plugin";

        /** The page of the plugin; docs/write-a-view.md of omniview has all hooks and components. */
        export function Main() {
          const { settings, loading, error, set } = useSettings();
          const { value: count, set: setCount } = useStorage("count", 0);
          return (
            <main className="ov-page">
              <h1>\(id)</h1>
              <Card title="Something to remember">
                <Stat label="Pressed" value={count} note="the engine keeps it for this plugin" />
                <Button look="primary" onClick={() => setCount(count + 1)}>
                  Press
                </Button>
              </Card>
              <Card title="Settings">
                {loading && <Loading label="Loading the settings" />}
                {error && <ErrorCard title="The settings could not be loaded" detail={error.message} />}
                {settings.length > 0 && <Form label="Settings" settings={settings} onSave={set} />}
              </Card>
            </main>
          );
        }

        """
    }

    /// For editors and `tsc`; what bundles the view needs none of it.
    private var compilerOptions: String {
        let types =
            switch package {
            case .checkout(let path): "\(path)/.build/web/types/*"
            // Wherever the package is checked out.
            case .repository: "../.build/checkouts/\(package.reference)/.build/web/types/*"
            }
        return """
            {
              "compilerOptions": {
                "strict": true,
                "noEmit": true,
                "target": "es2022",
                "lib": ["es2022", "dom", "dom.iterable"],
                "module": "esnext",
                "moduleResolution": "node",
                "jsx": "react-jsx",
                "skipLibCheck": true,
                "types": [],
                "baseUrl": ".",
                "paths": { "*": [\(ScaffoldPackage.quoted(types))] }
              },
              "include": ["src"]
            }

            """
    }
}
