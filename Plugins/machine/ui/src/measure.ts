import { useEffect, useLayoutEffect, useState, type RefObject } from "react";

/** The width of an element, and the height from its upper end to the lower end of the view. */
export function useSpace(place: RefObject<HTMLElement>, least = 300): { width: number; height: number } {
  const [space, setSpace] = useState({ width: 0, height: least });
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const measure = () => {
      const box = element.getBoundingClientRect();
      const top = box.top + window.scrollY;
      const height = Math.max(least, Math.floor(window.innerHeight - top - margin));
      setSpace((before) =>
        before.width === box.width && before.height === height ? before : { width: box.width, height },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    window.addEventListener("resize", measure);
    return () => {
      observer.disconnect();
      window.removeEventListener("resize", measure);
    };
  }, [place, least]);
  return space;
}

/** What the page has below the table: its padding and the table's own edge. */
const margin = 26;

/** A value once it has not changed for so many milliseconds. */
export function useRested<Value>(value: Value, milliseconds: number): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return rested;
}
