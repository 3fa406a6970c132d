import { Switch, useNotify, useSettings } from "@omniview/plugin";

/** The plugin's setting, where it is looked for. */
export function KernelThreadsSwitch() {
  const { values, loading, set } = useSettings();
  const notify = useNotify();
  const change = (on: boolean) =>
    set({ kernel_threads: on }).catch(({ message }: Error) =>
      notify(`The setting was not changed: ${message}`, "error"),
    );
  return (
    <Switch checked={values.kernel_threads === true} disabled={loading} onChange={(on) => void change(on)}>
      Kernel threads
    </Switch>
  );
}
