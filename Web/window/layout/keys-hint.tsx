/** Keys that are pressed together. */
export function Keys({ names }: { names: string[] }) {
  return (
    <span className="keys">
      {names.map((name) => (
        <kbd key={name}>{name}</kbd>
      ))}
    </span>
  );
}
