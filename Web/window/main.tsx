/** Where the page begins. */
import "./window.css";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { followAppearance } from "./appearance/appearance";
import { keepFocus } from "./layout/keep-focus";
import { Services } from "./services";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");

followAppearance();
keepFocus();
const services = new Services();
createRoot(root).render(<App services={services} />);
services.connection.connect();
