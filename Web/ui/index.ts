/** The components that the window and plugins' views share. */
import "./ui.css";

export { Badge, StatusPill, phaseTone, type StatusPillProps, type Tone } from "./badge";
export { Button, IconButton, type ButtonProps, type IconButtonProps } from "./button";
export { Card, Facts, Meter, Stat, type CardProps, type MeterProps } from "./card";
export { Chart, Sparkline, type ChartProps, type Series, type SparklineProps } from "./chart/chart";
export { useHistory } from "./chart/history";
export { classes } from "./classes";
export { CodeBlock, type CodeBlockProps } from "./code-block";
export { Dialog, type DialogProps } from "./dialog";
export { Form, type FormProps } from "./form/form";
export { effectiveValue, type SettingChanges, type SettingInfo } from "./form/setting";
export { formatBytes, formatDuration, formatNumber, formatShare } from "./format";
export { Icon, hasIcon, type IconProps } from "./icon/icon";
export {
  Checkbox,
  Field,
  Input,
  SearchInput,
  Select,
  Switch,
  TextArea,
  type CheckProps,
  type FieldProps,
  type SearchInputProps,
} from "./inputs";
export { Empty, ErrorCard, Loading, type EmptyProps, type ErrorCardProps, type LoadingProps } from "./states";
export { Table, type Column, type TableProps } from "./table/table";
export type { Sort, SortValue } from "./table/rows";
export { Tabs, type Tab, type TabsProps } from "./tabs";
export { Tooltip } from "./tooltip";
