/**
 * What the page was loaded with: its import map, which the engine writes into the document and nobody can change later.
 * Scripts that it does not name are blocked, so a plugin that was trusted afterwards has to wait for another document.
 */
export class PageMap {
  private readonly integrity = new Map<string, string>();
  /** The address of the kit's styles, which lie beside its script. */
  readonly kitStyles: string | undefined;

  /**
   * @param text the import map as it stands in the document.
   * @param base the address of the document.
   */
  constructor(text: string, private readonly base: string) {
    const map = JSON.parse(text) as { imports?: Record<string, string>; integrity?: Record<string, string> };
    for (const [path, digest] of Object.entries(map.integrity ?? {})) this.integrity.set(this.address(path), digest);
    const kit = map.imports?.["@omniview/plugin"];
    if (kit !== undefined) this.kitStyles = new URL("plugin.css", this.address(kit)).href;
  }

  /** Whether the page may load what is at a path. */
  has(path: string): boolean {
    return this.integrity.has(this.address(path));
  }

  /** Whether the page was loaded with these files of a plugin. */
  hasFilesOf(plugin: string, digest: string): boolean {
    const folder = this.address(`/view/${plugin}/files/assets/${digest.replace(/^sha256:/, "")}/`);
    return [...this.integrity.keys()].some((address) => address.startsWith(folder));
  }

  /** The styles that a plugin's script was bundled with: beside it and of the same name. None when there are none. */
  stylesOf(script: string): { address: string; integrity: string } | undefined {
    const address = this.address(script.replace(/\.[^./]*$/, "") + ".css");
    const integrity = this.integrity.get(address);
    return integrity === undefined ? undefined : { address, integrity };
  }

  private address(path: string): string {
    return new URL(path, this.base).href;
  }
}

let own: PageMap | undefined;

/** The one of this page. */
export function pageMap(): PageMap {
  return (own ??= new PageMap(document.querySelector('script[type="importmap"]')?.textContent ?? "{}", location.href));
}
