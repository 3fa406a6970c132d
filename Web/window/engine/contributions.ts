import type { EventFeed } from "../connection/event-feed";
import { engine } from "./client";
import { Resource } from "./resource";
import type { Contribution, Contributions } from "./types";

/** What may change what plugins add to the window. */
const changing = new Set([
  "plugin.added",
  "plugin.changed",
  "plugin.removed",
  "plugin.rejected",
  "plugin.enabled",
  "plugin.disabled",
  "plugin.upgraded",
]);

/** What plugins add to the window, known before any of their code is loaded. */
export class ContributionList extends Resource<Contributions> {
  constructor(feed: EventFeed) {
    super(engine.contributions);
    feed.onGap(() => this.refreshSoon());
    feed.on((event) => {
      if (changing.has(event.kind)) this.refreshSoon();
    });
  }
}

/** What plugins have in the side bar. */
export interface SideBarEntries {
  activities: Contribution[];
  pages: Contribution[];
  /** Titles that several of them have, and that say too little without the name of the plugin. */
  ambiguous: ReadonlySet<string>;
}

/**
 * What plugins add to the side bar. It names places, and each place once: a view that is contributed to `activity` and
 * to `page`, or twice to one of them, stands where it comes first.
 */
export function sideBarEntries(all: Contributions | undefined): SideBarEntries {
  const seen = new Set<string>();
  const isFirst = ({ plugin, view }: Contribution): boolean => {
    const place = JSON.stringify([plugin, view]);
    return view !== undefined && !seen.has(place) && seen.add(place) !== undefined;
  };
  const activities = contributedTo("activity", all).filter(isFirst);
  const pages = contributedTo("page", all).filter(isFirst);
  const titles = [...activities, ...pages].map(({ title }) => title);
  return { activities, pages, ambiguous: new Set(titles.filter((title, at) => titles.indexOf(title) !== at)) };
}

/** What is contributed to a point, in the engine's order. */
export function contributedTo(point: string, all: Contributions | undefined): Contribution[] {
  return all?.contributions.filter((each) => each.point === point && !each.pending) ?? [];
}
