import { views } from "@omniview/plugin";
import "./machine.css";
import { MachineCard } from "./MachineCard";
import { MachinePage } from "./MachinePage";

/** By the ids that plugin.yaml gives the views. */
export const mount = views({ main: MachinePage, card: MachineCard });
