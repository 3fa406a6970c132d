/** Something that a person can have done from anywhere. */
export interface Command {
  /** Stable; the browser keeps the latest ones by it. */
  id: string;
  title: string;
  /** What it belongs to, such as the name of a plugin. */
  group: string;
  icon?: string;
  /** See `matches`. */
  keys?: string;
  /** Further words to find it by. */
  words?: string;
  run(): void;
}
