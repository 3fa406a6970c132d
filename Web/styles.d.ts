// Styles that a module imports: esbuild collects them beside the script.
declare module "*.css";
