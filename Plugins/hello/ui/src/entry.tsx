import { views } from "@omniview/plugin";
import { GreetingCard } from "./GreetingCard";
import { Hello } from "./Hello";

/** By the ids that plugin.yaml gives the views. */
export const mount = views({ main: Hello, card: GreetingCard });
