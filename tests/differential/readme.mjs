// The answers in an example's README: each stands between <!-- answer NAME --> and <!-- end -->, where
// NAME is the query's file. They are what the gateway answers; `run.mjs --write` renews them.
const ROWS = 12;

const cell = (term) => {
  if (term === '') return '';
  const literal = /^"((?:[^"\\]|\\.)*)"/.exec(term);
  const text = literal ? JSON.parse(literal[0]) : term.replace(/^<.*[/#]([^/#>]+)>$/, '$1');
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
};

const more = (count, what) => (count > ROWS ? `\n… and ${count - ROWS} more ${what}\n` : '');

// answer: {boolean}, {variables, rows} or {quads}, with terms as compare.mjs writes them.
export const markdown = (answer) => {
  if (answer.boolean !== undefined) return `**${answer.boolean ? 'Yes' : 'No'}.**\n`;
  if (answer.quads !== undefined) {
    const lines = answer.quads.map((quad) => quad.join(' ')).sort();
    return `${lines.length} triples, beginning with\n\n\`\`\`\n${lines.slice(0, 6).join('\n')}\n\`\`\`\n`;
  }
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const shown = answer.rows.slice(0, ROWS).map((terms) => row(terms.map(cell)));
  const head = [row(answer.variables), row(answer.variables.map(() => '---'))];
  return `${[...head, ...shown].join('\n')}\n${more(answer.rows.length, 'rows')}`;
};

const place = (name) =>
  new RegExp(`(<!-- answer ${name.replaceAll('.', '\\.')} -->\n)([\\s\\S]*?)(<!-- end -->)`);

// null when README has no place for that answer.
export const shownAnswer = (readme, name) => place(name).exec(readme)?.[2].trim() ?? null;

export const withAnswer = (readme, name, text) =>
  readme.replace(place(name), (_, open, __, close) => `${open}\n${text}\n${close}`);
