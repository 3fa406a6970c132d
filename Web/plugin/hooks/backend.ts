import { useMemo } from "react";
import { backendOf } from "../backend";
import type { AnyContract, Backend, MethodOf, RequestOf, ResponseOf, Shape } from "../backend";
import { useHost } from "../context";
import { useCall, type CallState, type UseCallOptions } from "./call";
import { useStream, type StreamState, type UseStreamOptions } from "./stream";

/** The plugin's own backend, to call when something happens. What a view shows comes from `useCall` and `useStream`. */
export function useBackend<Contract extends Shape<Contract> = AnyContract>(): Backend<Contract> {
  const host = useHost();
  return useMemo(() => backendOf<Contract>(host), [host]);
}

/** The three hooks for a contract of one's own, so that methods, requests and answers are checked. */
export interface TypedHooks<Contract extends Shape<Contract>> {
  useBackend(): Backend<Contract>;
  useCall<Method extends MethodOf<Contract>>(
    method: Method,
    request?: RequestOf<Contract, Method>,
    options?: UseCallOptions,
  ): CallState<ResponseOf<Contract, Method>>;
  useStream<Method extends MethodOf<Contract>>(
    method: Method,
    request?: RequestOf<Contract, Method>,
    options?: UseStreamOptions<ResponseOf<Contract, Method>>,
  ): StreamState<ResponseOf<Contract, Method>>;
}

/** `const { useCall, useStream } = typedHooks<Greeter>();` once in a file of its own. */
export function typedHooks<Contract extends Shape<Contract>>(): TypedHooks<Contract> {
  return {
    useBackend: () => useBackend<Contract>(),
    useCall: (method, request, options) => useCall(method, request, options),
    useStream: (method, request, options) => useStream(method, request, options),
  };
}
