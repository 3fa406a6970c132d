import { Store } from "../state/store";

/** The tab that the pointer drags. While there is one, frames take no pointer, or they would swallow it. */
export const dragged = new Store<string | undefined>(undefined);
