import type { Command } from "./command";

/** The commands that fit what was typed, best first. Every word must be found. */
export function search(commands: Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands;
  const found: { command: Command; score: number; index: number }[] = [];
  commands.forEach((command, index) => {
    let score = 0;
    for (const word of words) {
      const each = Math.max(
        rate(command.title.toLowerCase(), word),
        rate(command.group.toLowerCase(), word) - 2,
        rate((command.words ?? "").toLowerCase(), word) - 4,
      );
      if (each <= 0) return;
      score += each;
    }
    found.push({ command, score: score - command.title.length / 100, index });
  });
  return found.sort((a, b) => b.score - a.score || a.index - b.index).map((each) => each.command);
}

/** How well a word fits a text: at its beginning, at that of a word, within it, letter by letter; 0 is not at all. */
function rate(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at === 0) return 20;
  if (at > 0) return /[\s-]/.test(text[at - 1] ?? "") ? 15 : 10;
  let from = 0;
  for (const letter of word) {
    from = text.indexOf(letter, from) + 1;
    if (from === 0) return 0;
  }
  return word.length > 1 ? 5 : 0;
}
