import { typedHooks } from "@omniview/plugin";

/** The methods of Protos/hello.proto that the views call, with their messages as JSON. */
interface Greeter {
  "omniview.hello.v1.Greeter/Greet": {
    request: { name: string };
    response: { greeting: string; processId: number };
  };
  "omniview.hello.v1.Greeter/Countdown": {
    request: { from: number; intervalMs: number };
    response: { left: number };
  };
}

export const { useBackend, useCall, useStream } = typedHooks<Greeter>();
