import client from "react-dom/client";

export default client;
export const { createRoot, hydrateRoot } = client;
