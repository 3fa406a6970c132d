/**
 * The built-in icons: lines on a field of 24 by 24, drawn for this project. A shape may have several names, since the
 * usual sets call the same thing differently. Names are without the prefix of the set: `Box` for `LuBox`.
 */
const circle = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
const box = (x: number, y: number, w: number, h: number, r = 2) =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - w}` +
  `a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - h}a${r} ${r} 0 0 1 ${r} ${-r}z`;
const dot = (x: number, y: number) => `M${x} ${y}h.01`;

export const shapes: { [name: string]: string } = {
  Activity: "M2 12h4l3-8 6 16 3-8h4",
  Archive: `${box(3, 4, 18, 5, 1.5)}M5 9v9a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V9M10 13h4`,
  ArrowDown: "M12 4v16M6 14l6 6 6-6",
  ArrowLeft: "M20 12H4M10 6l-6 6 6 6",
  ArrowRight: "M4 12h16M14 6l6 6-6 6",
  ArrowUp: "M12 20V4M6 10l6-6 6 6",
  Bell: "M6 17V10a6 6 0 0 1 12 0v7M4 17h16M10 20.5h4",
  Book: "M5 4.5h12a2 2 0 0 1 2 2V17H7a2 2 0 0 0-2 2zM5 19a2 2 0 0 0 2 2h12v-4",
  Box: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4.2 7.6L12 12l7.8-4.4M12 12v9",
  Boxes: "M12 3l4 2.2v4.6L12 12 8 9.8V5.2zM7 12l4 2.2v4.6L7 21l-4-2.2v-4.6zM17 12l4 2.2v4.6L17 21l-4-2.2v-4.6z",
  Bug: "M8 9a4 4 0 0 1 8 0v6a4 4 0 0 1-8 0zM8 12h8M4 8l4 2M20 8l-4 2M3 14h5M21 14h-5M5 20l3.5-3M19 20l-3.5-3",
  ChartLine: "M4 4v14a2 2 0 0 0 2 2h14M7 15l4-5 3 3 5-7",
  ChartBar: "M4 20h16M7 20v-7M12 20V5M17 20v-10",
  Check: "M4 12.5l5.5 5.5L20 6.5",
  ChevronDown: "M6 9l6 6 6-6",
  ChevronLeft: "M15 6l-6 6 6 6",
  ChevronRight: "M9 6l6 6-6 6",
  ChevronUp: "M6 15l6-6 6 6",
  Circle: circle(12, 12, 9),
  CircleAlert: `${circle(12, 12, 9)}M12 7.5v5.5${dot(12, 16.5)}`,
  CircleCheck: `${circle(12, 12, 9)}M8 12.3l2.8 2.8L16 9.5`,
  CircleX: `${circle(12, 12, 9)}M9 9l6 6M15 9l-6 6`,
  Clock: `${circle(12, 12, 9)}M12 7v5l3.5 2`,
  Cloud: "M7 19a4.5 4.5 0 0 1-.6-9A6 6 0 0 1 18 9.5a4.8 4.8 0 0 1-.5 9.5z",
  Code: "M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14",
  Columns: `${box(3, 4, 18, 16)}M12 4v16`,
  Command:
    "M9 9h6v6H9zM9 9H6.5A2.5 2.5 0 1 1 9 6.5zM15 9V6.5A2.5 2.5 0 1 1 17.5 9zM15 15h2.5a2.5 2.5 0 1 1-2.5 2.5z" +
    "M9 15v2.5A2.5 2.5 0 1 1 6.5 15z",
  Copy: `${box(9, 9, 12, 12)}M5 15a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2`,
  Cpu: `${box(6, 6, 12, 12)}M10 10h4v4h-4zM9 2.5V6M15 2.5V6M9 18v3.5M15 18v3.5M2.5 9H6M2.5 15H6M18 9h3.5M18 15h3.5`,
  Database:
    "M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12" +
    "c0 1.7 3.6 3 8 3s8-1.3 8-3",
  Download: "M12 3v12M7 10.5l5 5 5-5M4 20h16",
  Ellipsis: `${circle(5, 12, 0.8)}${circle(12, 12, 0.8)}${circle(19, 12, 0.8)}`,
  ExternalLink: "M13 4h7v7M20 4l-9 9M18 14v4a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h4",
  Eye: `M2 12c2.3-4.5 5.6-6.8 10-6.8S19.7 7.5 22 12c-2.3 4.5-5.6 6.8-10 6.8S4.3 16.5 2 12z${circle(12, 12, 3)}`,
  EyeOff:
    "M5 6.5C3.8 7.8 2.8 9.6 2 12c2.3 4.5 5.6 6.8 10 6.8 1.8 0 3.4-.4 4.8-1.2M9.5 5.5" +
    "c.8-.2 1.6-.3 2.5-.3 4.4 0 7.7 2.3 10 6.8-.6 1.2-1.3 2.2-2.1 3.1M3 3l18 18",
  File: "M6 3h8l5 5v11a2 2 0 0 1-2 2H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v5h5",
  FileText: "M6 3h8l5 5v11a2 2 0 0 1-2 2H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v5h5M9 13h6M9 17h6",
  Filter: "M3 5h18l-7 8.5V19l-4 2v-7.5z",
  Folder: "M3 18V6a2 2 0 0 1 2-2h4l2.5 3H19a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z",
  Gauge: "M4.2 18a9.5 9.5 0 1 1 15.6 0M12 14l4.5-5",
  GitBranch: `${circle(6, 18.5, 2.5)}${circle(6, 5.5, 2.5)}${circle(18, 7, 2.5)}M6 8v8M18 9.5c0 4-6 3.5-11 6.5`,
  Globe: `${circle(12, 12, 9)}M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18`,
  Hand:
    "M7 12.5V6.5a1.5 1.5 0 0 1 3 0V11M10 10V4.5a1.5 1.5 0 0 1 3 0V11M13 10.5V5.5a1.5 1.5 0 0 1 3 0V12M16 11" +
    "V8.5a1.5 1.5 0 0 1 3 0V14a7 7 0 0 1-7 7c-3 0-4.7-1.2-6-3.5l-2.6-4.6a1.5 1.5 0 0 1 2.5-1.7L7 13",
  HardDrive: `M3 14l3-8.5A2 2 0 0 1 8 4h8a2 2 0 0 1 2 1.5L21 14${box(3, 14, 18, 6)}${dot(7, 17)}${dot(11, 17)}`,
  Heart: "M12 20.5C5 15.5 2.5 12 3 8.5A4.8 4.8 0 0 1 12 7a4.8 4.8 0 0 1 9 1.5c.5 3.5-2 7-9 12z",
  CircleHelp: `${circle(12, 12, 9)}M9.3 9.3a2.8 2.8 0 1 1 4 2.6c-.9.4-1.3 1-1.3 2${dot(12, 17)}`,
  History: "M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 8v4.5l3 1.8",
  Home: "M4 11l8-7 8 7v8a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 19zM9.5 20.5v-6h5v6",
  Inbox: "M3 13l3-8h12l3 8v5a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM3 13h5l1.5 3h5L16 13h5",
  Info: `${circle(12, 12, 9)}M12 11v5.5${dot(12, 7.5)}`,
  Key: `${circle(8, 15.5, 4.5)}M11.2 12.3L20 3.5M16 7.5l3 3`,
  Layers: "M12 3l9 5-9 5-9-5zM3 12.5l9 5 9-5M3 16.8l9 5 9-5",
  LayoutDashboard: `${box(3, 3, 8, 9, 1.5)}${box(13, 3, 8, 5, 1.5)}${box(13, 11, 8, 10, 1.5)}${box(3, 15, 8, 6, 1.5)}`,
  LayoutGrid:
    `${box(3, 3, 7.5, 7.5, 1.5)}${box(13.5, 3, 7.5, 7.5, 1.5)}${box(3, 13.5, 7.5, 7.5, 1.5)}` +
    `${box(13.5, 13.5, 7.5, 7.5, 1.5)}`,
  Link:
    "M10 14a4.5 4.5 0 0 0 6.5.3l3-3A4.5 4.5 0 0 0 13 5l-1.5 1.5M14 10a4.5 4.5 0 0 0-6.5-.3l-3 3" +
    "A4.5 4.5 0 0 0 11 19l1.5-1.5",
  List: `M9 6h12M9 12h12M9 18h12${dot(4, 6)}${dot(4, 12)}${dot(4, 18)}`,
  Lock: `${box(4, 11, 16, 10)}M8 11V7.5a4 4 0 0 1 8 0V11`,
  MemoryStick: `${box(2, 7, 20, 9, 1.5)}M6 16v3M10 16v3M14 16v3M18 16v3M7 10.5v2M12 10.5v2M17 10.5v2`,
  Menu: "M4 6h16M4 12h16M4 18h16",
  Minus: "M5 12h14",
  Monitor: `${box(2.5, 4, 19, 13)}M8 21h8M12 17v4`,
  Moon: "M20 14.5A8.5 8.5 0 1 1 9.5 4a6.8 6.8 0 0 0 10.5 10.5z",
  Mouse: `${box(6, 3, 12, 18, 6)}M12 7v4`,
  Network:
    `${box(9, 3, 6, 5, 1.5)}${box(2.5, 16, 6, 5, 1.5)}${box(15.5, 16, 6, 5, 1.5)}M12 8v4M5.5 16v-2.5` +
    "A1.5 1.5 0 0 1 7 12h10a1.5 1.5 0 0 1 1.5 1.5V16",
  Notebook: `${box(5, 3, 15, 18)}M3 7.5h4M3 12h4M3 16.5h4M11 8h5`,
  Palette:
    "M12 3a9 9 0 1 0 0 18c1.5 0 2-1 1.5-2.2-.7-1.8.3-3.3 2.2-3.3H18a3 3 0 0 0 3-3C21 7 17 3 12 3z" +
    `${dot(7.5, 12)}${dot(10, 7.5)}${dot(15, 7.5)}`,
  Pause: `${box(6, 4, 4, 16, 1)}${box(14, 4, 4, 16, 1)}`,
  Pencil: "M4 20l1-4.5L16.5 4a2.1 2.1 0 0 1 3 0l.5.5a2.1 2.1 0 0 1 0 3L8.5 19zM14.5 6l3.5 3.5",
  Pin: "M9 3h6l-1 7 4 3.5V15H6v-1.5L10 10zM12 15v6",
  Play: "M7 4.5v15l12-7.5z",
  Plug: "M9 2.5V8M15 2.5V8M6 8h12v3a6 6 0 0 1-12 0zM12 17v4.5",
  Plus: "M12 5v14M5 12h14",
  Power: "M12 3v9M6.5 6.5a8 8 0 1 0 11 0",
  Puzzle:
    "M4 9V6.5A1.5 1.5 0 0 1 5.5 5H9a2.5 2.5 0 1 1 5 0h4.5A1.5 1.5 0 0 1 20 6.5V11a2.5 2.5 0 1 0 0 5v2.5" +
    "a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5V15a2.5 2.5 0 1 0 0-5z",
  RefreshCw: "M4 12a8 8 0 0 1 13.7-5.6L20 8.7M20 4v4.7h-4.7M20 12a8 8 0 0 1-13.7 5.6L4 15.3M4 20v-4.7h4.7",
  Rocket:
    "M9 15l-3-3c1-5 5-9 14-9 0 9-4 13-9 14zM6 12H3l2.5-4H9M12 18v3l4-2.5V15M4.5 16.5L3 21l4.5-1.5" +
    `${circle(14.5, 9.5, 1.5)}`,
  Save: "M5 3h11l5 5v11a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM8 3v5h7V3M7 21v-7h10v7",
  Search: `${circle(11, 11, 7)}M16.2 16.2L21 21`,
  Server: `${box(3, 4, 18, 7)}${box(3, 13, 18, 7)}${dot(7, 7.5)}${dot(7, 16.5)}`,
  Settings:
    `${circle(12, 12, 3)}M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3M5.3 5.3l2.1 2.1M16.6 16.6l2.1 2.1M18.7 5.3` +
    "l-2.1 2.1M7.4 16.6l-2.1 2.1",
  Shield: "M12 3l8 3v5.5c0 4.5-3 8-8 9.5-5-1.5-8-5-8-9.5V6z",
  ShieldAlert: `M12 3l8 3v5.5c0 4.5-3 8-8 9.5-5-1.5-8-5-8-9.5V6zM12 8v4.5${dot(12, 16)}`,
  ShieldCheck: "M12 3l8 3v5.5c0 4.5-3 8-8 9.5-5-1.5-8-5-8-9.5V6zM8.5 12l2.5 2.5 4.5-5",
  Sliders: "M5 21v-7M5 10V3M12 21v-9M12 8V3M19 21v-5M19 12V3M2.5 14h5M9.5 8h5M16.5 16h5",
  Square: box(5, 5, 14, 14),
  Star: "M12 3l2.7 5.7 6.3.8-4.6 4.3 1.2 6.2L12 17l-5.6 3 1.2-6.2L3 9.5l6.3-.8z",
  Sun:
    `${circle(12, 12, 4)}M12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M4.9 4.9l1.8 1.8M17.3 17.3l1.8 1.8M19.1 4.9` +
    "l-1.8 1.8M6.7 17.3l-1.8 1.8",
  Table: `${box(3, 4, 18, 16)}M3 9.5h18M3 14.8h18M9.5 9.5V20`,
  Tag: `M3 11V5a2 2 0 0 1 2-2h6l9.5 9.5a2 2 0 0 1 0 2.8l-5.2 5.2a2 2 0 0 1-2.8 0z${dot(8, 8)}`,
  Terminal: `${box(2.5, 4, 19, 16)}M6.5 9l3 3-3 3M12.5 15.5h5`,
  Trash:
    "M4 6.5h16M9 6.5V4.5A1.5 1.5 0 0 1 10.5 3h3A1.5 1.5 0 0 1 15 4.5v2M6 6.5l1 13A1.5 1.5 0 0 0 8.5 21h7" +
    "a1.5 1.5 0 0 0 1.5-1.5l1-13M10 11v6M14 11v6",
  TriangleAlert: `M12 4l9.5 16h-19zM12 10v4.5${dot(12, 17.2)}`,
  Undo: "M4 9h11a5 5 0 0 1 0 10h-4M8 5L4 9l4 4",
  Unlock: `${box(4, 11, 16, 10)}M8 11V7.5a4 4 0 0 1 7.7-1.5`,
  Upload: "M12 16V4M7 8.5l5-5 5 5M4 20h16",
  User: `${circle(12, 8, 4)}M4 21c0-4.5 3.5-7 8-7s8 2.5 8 7`,
  Users:
    `${circle(9, 8, 3.5)}M2.5 20c0-4 2.8-6 6.5-6s6.5 2 6.5 6M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14.3` +
    "c2.5.7 4 2.6 4 5.7",
  Waves:
    "M2 7c3.3-2.7 6.7 2.7 10 0s6.7 2.7 10 0M2 12c3.3-2.7 6.7 2.7 10 0s6.7 2.7 10 0M2 17c3.3-2.7 6.7 2.7 10 0" +
    "s6.7 2.7 10 0",
  Wifi: `M2.5 9a14 14 0 0 1 19 0M6 12.7a9 9 0 0 1 12 0M9.3 16.2a4 4 0 0 1 5.4 0${dot(12, 19.5)}`,
  Wrench:
    "M14.5 6.5a4.5 4.5 0 0 1 4.8-3l-2.8 2.8 1.2 1.2L20.5 4.7A4.8 4.8 0 0 1 14.8 11L7 18.8a2 2 0 0 1-2.8-2.8" +
    "L12 8.2",
  X: "M6 6l12 12M18 6L6 18",
  Zap: "M13 2.5L4.5 13.5H12l-1 8 8.5-11H12z",
};

/** Other names of the same shapes. */
export const aliases: { [name: string]: string } = {
  AlertCircle: "CircleAlert",
  AlertTriangle: "TriangleAlert",
  BarChart: "ChartBar",
  BarChart2: "ChartBar",
  CheckCircle: "CircleCheck",
  Cog: "Settings",
  Dashboard: "LayoutDashboard",
  Edit: "Pencil",
  Grid: "LayoutGrid",
  HelpCircle: "CircleHelp",
  House: "Home",
  LineChart: "ChartLine",
  MoreHorizontal: "Ellipsis",
  Package: "Box",
  Refresh: "RefreshCw",
  RotateCcw: "Undo",
  SlidersHorizontal: "Sliders",
  SlidersVertical: "Sliders",
  SquarePen: "Pencil",
  SquareTerminal: "Terminal",
  Stop: "Square",
  Trash2: "Trash",
  Undo2: "Undo",
  Warning: "TriangleAlert",
  XCircle: "CircleX",
};
