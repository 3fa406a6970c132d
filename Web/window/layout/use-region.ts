import { useEffect, useRef, type RefObject } from "react";
import { useServices } from "../services";

/** Makes an element one of the parts between which F6 moves. */
export function useRegion<E extends HTMLElement>(focus?: (element: E) => void): RefObject<E> {
  const { regions } = useServices();
  const element = useRef<E>(null);
  const latest = useRef(focus);
  latest.current = focus;
  const hasOwn = focus !== undefined;
  useEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    return regions.register(current, hasOwn ? () => latest.current?.(current) : undefined);
  }, [regions, hasOwn]);
  return element;
}
