import { appearance, hasRoom } from "../appearance/appearance";
import { useStore } from "../state/store";

/** Whether the side bar shows names: as a person has chosen, else where there is room. */
export function useSideBarWidth(): boolean {
  const { isSideBarWide } = useStore(appearance);
  const room = useStore(hasRoom);
  return isSideBarWide ?? room;
}

export function toggleSideBarWidth(): void {
  appearance.update((before) => ({ ...before, isSideBarWide: !(before.isSideBarWide ?? hasRoom.get()) }));
}
