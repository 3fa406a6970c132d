import type { Level } from "./notifications";

export const levelIcons: Record<Level, string> = {
  info: "LuInfo",
  success: "LuCircleCheck",
  warning: "LuTriangleAlert",
  error: "LuCircleAlert",
};
