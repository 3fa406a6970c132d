export const part = "the part as it was sealed";
