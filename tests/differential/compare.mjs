// Comparing answers: solutions as multisets, graphs up to the names of blank nodes.
//
// A term is its text: <iri>, "lexical"^^<datatype>, "lexical"@tag, _:label, or "" for unbound.

const XSD = 'http://www.w3.org/2001/XMLSchema#';

// Numbers that a query computes may be written in more than one way; what counts is the type and the
// value, to twelve digits (engines divide decimals to different depths, and add doubles in
// different orders).
const number = (lexical, type) => {
  if (type === 'integer' || !/^[+-]?(\d|\.\d)/.test(lexical)) return lexical;
  const value = Number(lexical);
  return Number.isFinite(value) ? String(Number(value.toPrecision(12))) : lexical;
};

export const termText = (term) => {
  if (term === undefined || term === null) return '';
  switch (term.termType) {
    case 'NamedNode':
      return `<${term.value}>`;
    case 'BlankNode':
      return `_:${term.value}`;
    case 'DefaultGraph':
      return '';
    default:
      return literalText(term.value, term.language, term.datatype.value);
  }
};

export const jsonTermText = (term) => {
  if (term === undefined) return '';
  if (term.type === 'uri') return `<${term.value}>`;
  if (term.type === 'bnode') return `_:${term.value}`;
  return literalText(term.value, term['xml:lang'] ?? '', term.datatype ?? `${XSD}string`);
};

const literalText = (lexical, language, datatype) => {
  const text = (value) => JSON.stringify(value);
  if (language) return `${text(lexical)}@${language.toLowerCase()}`;
  if (datatype === `${XSD}string`) return text(lexical);
  const type = datatype.startsWith(XSD) ? datatype.slice(XSD.length) : null;
  if (['integer', 'decimal', 'double', 'float'].includes(type))
    return `${text(number(lexical, type))}^^xsd:${type}`;
  return `${text(lexical)}^^${type ? `xsd:${type}` : `<${datatype}>`}`;
};

const isBlank = (text) => text.startsWith('_:');

// Rows with blank nodes replaced by colours that say where they stand (refined until nothing more is
// told apart), so that equal multisets of coloured rows mean equal up to the nodes' names.
const coloured = (rows) => {
  let colour = new Map();
  for (const row of rows) for (const term of row) if (isBlank(term)) colour.set(term, '_:');
  if (colour.size === 0) return rows;
  let kinds = 1;
  for (let round = 0; round < 8; round++) {
    const seen = new Map([...colour.keys()].map((node) => [node, []]));
    for (const row of rows) {
      row.forEach((term, place) => {
        if (!isBlank(term)) return;
        const view = row.map((other) =>
          other === term ? '_:self' : isBlank(other) ? colour.get(other) : other,
        );
        seen.get(term).push(`${place} ${view.join('\u0001')}`);
      });
    }
    const number = new Map();
    const keys = new Map();
    for (const [node, views] of seen) keys.set(node, views.sort().join('\u0002'));
    for (const key of [...new Set(keys.values())].sort()) number.set(key, `_:${hash(key)}`);
    colour = new Map([...keys].map(([node, key]) => [node, number.get(key)]));
    if (number.size === kinds) break;
    kinds = number.size;
  }
  return rows.map((row) => row.map((term) => (isBlank(term) ? colour.get(term) : term)));
};

const hash = (text) => {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b + text.charCodeAt(i), 0x85ebca6b) ^ (b >>> 13);
  }
  return (a >>> 0).toString(16) + (b >>> 0).toString(16);
};

const SEPARATOR = '\u0001';

// What `ours` has too much and too little against `theirs`: two lists of [row text, count].
export const difference = (ours, theirs) => {
  const count = new Map();
  for (const row of coloured(ours)) {
    const key = row.join(SEPARATOR);
    count.set(key, (count.get(key) ?? 0) + 1);
  }
  for (const row of coloured(theirs)) {
    const key = row.join(SEPARATOR);
    count.set(key, (count.get(key) ?? 0) - 1);
  }
  const more = [];
  const less = [];
  for (const [key, n] of count) {
    if (n > 0) more.push([key, n]);
    if (n < 0) less.push([key, -n]);
  }
  return matchNear(more, less);
};

// Rows left over on both sides are the same when they differ in floating-point numbers only, and by no
// more than their arithmetic explains.
const matchNear = (more, less) => {
  if (more.length === 0 || more.length > NEAR_LIMIT || less.length > NEAR_LIMIT) return { more, less };
  for (const ours of more) {
    const row = ours[0].split(SEPARATOR);
    for (const theirs of less) {
      if (ours[1] === 0) break;
      if (theirs[1] === 0 || !isNearRow(row, theirs[0].split(SEPARATOR))) continue;
      const both = Math.min(ours[1], theirs[1]);
      ours[1] -= both;
      theirs[1] -= both;
    }
  }
  const left = ([, n]) => n > 0;
  return { more: more.filter(left), less: less.filter(left) };
};

const NEAR_LIMIT = 2000;
const TOLERANCE = { float: 1e-5, double: 1e-9, decimal: 1e-11 };
const FLOATING = /^"([^"]*)"\^\^xsd:(float|double|decimal)$/;

export const isNear = (a, b) => {
  if (a === b) return true;
  const [x, y] = [FLOATING.exec(a), FLOATING.exec(b)];
  if (!x || !y || x[2] !== y[2]) return false;
  const [p, q] = [Number(x[1]), Number(y[1])];
  return Math.abs(p - q) <= TOLERANCE[x[2]] * Math.max(Math.abs(p), Math.abs(q));
};

const isNearRow = (a, b) => a.every((term, i) => isNear(term, b[i]));

export const isEmpty = ({ more, less }) => more.length === 0 && less.length === 0;

// Is every row of `part` in `whole`, as often?
export const isContained = (part, whole) => difference(part, whole).more.length === 0;

// A few lines for people.
export const describe = ({ more, less }, limit = 3) => {
  const line = (sign) => ([key, n]) =>
    `    ${sign} ${n > 1 ? `${n} × ` : ''}${key.split(SEPARATOR).join('  ').slice(0, 300)}`;
  const rest = (list) => (list.length > limit ? [`      … and ${list.length - limit} more`] : []);
  return [
    ...more.slice(0, limit).map(line('only ours:  ')),
    ...rest(more),
    ...less.slice(0, limit).map(line('only theirs:')),
    ...rest(less),
  ].join('\n');
};

// --- What a query's text says about how its answers may be compared --------------------------------

const afterLastBrace = (text) => text.slice(text.lastIndexOf('}') + 1);

// Comments go; IRIs and strings stay (they may hold '#').
export const stripComments = (text) =>
  text.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g, (match) =>
    match.startsWith('#') ? ' ' : match,
  );

export const modifiers = (query) => {
  const tail = afterLastBrace(stripComments(query));
  const order = /\bORDER\s+BY\b([\s\S]*?)(?=\b(?:LIMIT|OFFSET)\b|$)/i.exec(tail);
  const keys = [];
  let plain = order !== null;
  if (order) {
    const pattern = /\s*(?:(ASC|DESC)\s*\(\s*[?$](\w+)\s*\)|[?$](\w+))/giy;
    let at = 0;
    for (let match; (match = pattern.exec(order[1])); at = pattern.lastIndex)
      keys.push(match[2] ?? match[3]);
    plain = order[1].slice(at).trim() === '';
  }
  return {
    ordered: order !== null,
    keys: plain ? keys : null, // null: keys are expressions
    sliced: /\b(LIMIT|OFFSET)\b/i.test(tail),
  };
};

export const withoutSlice = (query) => {
  const bare = stripComments(query);
  const end = bare.lastIndexOf('}') + 1;
  return bare.slice(0, end) + bare.slice(end).replace(/\b(LIMIT|OFFSET)\s+\d+/gi, ' ');
};

// Variables whose value the specification leaves open: GROUP_CONCAT's order, SAMPLE's choice.
export const loose = (query) => {
  const concat = new Set();
  const sample = new Set();
  for (const [, kind, name] of stripComments(query).matchAll(
    /\b(GROUP_CONCAT|SAMPLE)\s*\((?:[^()]|\([^()]*\))*\)\s*AS\s*[?$](\w+)/gi,
  ))
    (kind.toUpperCase() === 'SAMPLE' ? sample : concat).add(name);
  return { concat, sample };
};

// Makes such values comparable.
export const loosen = (rows, variables, { concat, sample }) => {
  if (concat.size + sample.size === 0) return rows;
  return rows.map((row) =>
    row.map((term, i) => {
      if (term !== '' && sample.has(variables[i])) return '(any)';
      return concat.has(variables[i]) ? [...term].sort().join('') : term;
    }),
  );
};
