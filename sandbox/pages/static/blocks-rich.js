// Rich text from what a person typed, with Slack's marks: *bold* _italic_ ~struck~ `code`, lists,
// quotes and fences.

const MARKS = { "*": "bold", _: "italic", "~": "strike", "`": "code" };
const MARKED = /(?<![\w*_~`])([*_~`])(?=\S)([^\n]+?)(?<=\S)\1(?![\w*_~`])/u;
const PIECE = /<@(\w+)>|<#(\w+)>|(https?:\/\/[^\s<>|]*[^\s<>|.,:;!?"')\]])/u;
const KINDS = [
  ["bullet", /^\s*[•*-] (.*)$/],
  ["ordered", /^\s*\d{1,3}[.)] (.*)$/],
  ["quote", /^> ?(.*)$/],
];

export function asRichText(typed) {
  if (!typed.trim()) return null;
  const parts = typed.split(/```\n?([\s\S]+?)\n?```\n?/);
  const elements = parts.flatMap((part, index) => {
    if (index % 2) return [{ type: "rich_text_preformatted", elements: [text(part, {})] }];
    return part ? passages(part.replace(/\n$/, "")) : [];
  });
  return { type: "rich_text", elements };
}

function passages(typed) {
  const runs = [];
  for (const line of typed.split("\n")) {
    const [kind, words] = read(line);
    if (runs.at(-1)?.kind === kind) runs.at(-1).lines.push(words);
    else runs.push({ kind, lines: [words] });
  }
  return runs.map(passage);
}

function read(line) {
  for (const [kind, pattern] of KINDS) {
    const found = line.match(pattern);
    if (found) return [kind, found[1]];
  }
  return ["section", line];
}

function passage({ kind, lines }) {
  if (kind === "bullet" || kind === "ordered") {
    return { type: "rich_text_list", style: kind, elements: lines.map(section) };
  }
  const type = kind === "quote" ? "rich_text_quote" : "rich_text_section";
  return { ...section(lines.join("\n")), type };
}

function section(words) {
  return { type: "rich_text_section", elements: words ? pieces(words, {}) : [text(" ", {})] };
}

function pieces(words, style) {
  const found = style.code ? null : words.match(MARKED);
  if (!found) return plain(words, style);
  const [whole, mark, inside] = found;
  return [
    ...plain(words.slice(0, found.index), style),
    ...pieces(inside, { ...style, [MARKS[mark]]: true }),
    ...pieces(words.slice(found.index + whole.length), style),
  ];
}

function plain(words, style) {
  const found = style.code ? null : words.match(PIECE);
  if (!found) return words ? [text(words, style)] : [];
  return [
    ...plain(words.slice(0, found.index), style),
    styled(named(found), style),
    ...plain(words.slice(found.index + found[0].length), style),
  ];
}

function named([, user, channel, url]) {
  if (user) return { type: "user", user_id: user };
  if (channel) return { type: "channel", channel_id: channel };
  return { type: "link", url };
}

function text(words, style) {
  return styled({ type: "text", text: words }, style);
}

function styled(piece, style) {
  return Object.keys(style).length ? { ...piece, style } : piece;
}
