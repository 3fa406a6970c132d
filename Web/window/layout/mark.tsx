/** The sign of the product. */
export function Mark() {
  return (
    <svg className="mark" width="20" height="20" viewBox="0 0 20 20" aria-hidden>
      <rect x="1" y="1" width="18" height="18" rx="5.5" />
      <path d="M4.2 10S6.4 6.2 10 6.2 15.8 10 15.8 10 13.6 13.8 10 13.8 4.2 10 4.2 10Z" />
      <circle cx="10" cy="10" r="1.9" />
    </svg>
  );
}
