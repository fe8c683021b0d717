// Queries as plain data, and their text.
//
// query   { form, distinct, select: [item] | null, template: [triple], from: [iri], fromNamed: [iri],
//           where: group, groupBy: [expr | item], having: [expr], order: [{ expr, descending }],
//           limit, offset, values: pattern | null }
// item    variable | { expr, as }
// group   { kind: 'group', items: [pattern] }
// pattern group | { kind: 'triple', s, p, o } | { kind: 'optional' | 'minus', group }
//         | { kind: 'union', groups: [group] } | { kind: 'graph', name, group } | { kind: 'filter', expr }
//         | { kind: 'bind', expr, as } | { kind: 'values', variables, rows: [[term | null]] }
//         | { kind: 'select', query }
// expr    term (text) | { call, args } | { infix, args } | { prefix, arg } | { in, not, args }
//         | { exists: group, not } | { aggregate, distinct, arg | null, separator }
// path    text (an IRI) | { path: 'seq' | 'alt', parts } | { path: '*' | '+' | '?' | '^', part }
//         | { path: '!', parts }
// A term is its text in SPARQL.

const indent = (text) => text.replace(/^/gm, '  ');

export const exprText = (expr) => {
  if (typeof expr === 'string') return expr;
  const list = (args) => args.map(exprText).join(', ');
  if (expr.exists) return `${expr.not ? 'NOT ' : ''}EXISTS ${groupText(expr.exists)}`;
  if (expr.infix) return `(${expr.args.map(exprText).join(` ${expr.infix} `)})`;
  if (expr.prefix) return `(${expr.prefix} ${exprText(expr.arg)})`;
  if (expr.in) return `(${exprText(expr.in)} ${expr.not ? 'NOT ' : ''}IN (${list(expr.args)}))`;
  if (expr.aggregate) {
    const separator = expr.separator === undefined ? '' : ` ; SEPARATOR = ${expr.separator}`;
    const arg = expr.arg === null ? '*' : exprText(expr.arg);
    return `${expr.aggregate}(${expr.distinct ? 'DISTINCT ' : ''}${arg}${separator})`;
  }
  return `${expr.call}(${list(expr.args)})`;
};

export const pathText = (path) => {
  if (typeof path === 'string') return path;
  const { path: kind } = path;
  if (kind === 'seq') return `(${path.parts.map(pathText).join('/')})`;
  if (kind === 'alt') return `(${path.parts.map(pathText).join('|')})`;
  if (kind === '^') return `(^${pathText(path.part)})`;
  if (kind === '!') return `!(${path.parts.map((p) => (p.path === '^' ? `^${p.part}` : p)).join('|')})`;
  return `(${pathText(path.part)})${kind}`;
};

const tripleText = ({ s, p, o }) => `${s} ${pathText(p)} ${o} .`;

const patternText = (pattern) => {
  switch (pattern.kind) {
    case 'group': return groupText(pattern);
    case 'triple': return tripleText(pattern);
    case 'optional': return `OPTIONAL ${groupText(pattern.group)}`;
    case 'minus': return `MINUS ${groupText(pattern.group)}`;
    case 'union': return pattern.groups.map(groupText).join(' UNION ');
    case 'graph': return `GRAPH ${pattern.name} ${groupText(pattern.group)}`;
    case 'filter': return `FILTER (${exprText(pattern.expr)})`;
    case 'bind': return `BIND (${exprText(pattern.expr)} AS ${pattern.as})`;
    case 'select': return `{\n${indent(queryText(pattern.query))}\n}`;
    default: {
      const rows = pattern.rows.map((row) => `(${row.map((t) => t ?? 'UNDEF').join(' ')})`);
      return `VALUES (${pattern.variables.join(' ')}) { ${rows.join(' ')} }`;
    }
  }
};

export const groupText = (group) =>
  group.items.length === 0 ? '{ }' : `{\n${indent(group.items.map(patternText).join('\n'))}\n}`;

const itemText = (item) => (typeof item === 'string' ? item : `(${exprText(item.expr)} AS ${item.as})`);

const headText = (query) => {
  switch (query.form) {
    case 'ASK': return 'ASK';
    case 'CONSTRUCT': return `CONSTRUCT {\n${indent(query.template.map(tripleText).join('\n'))}\n}`;
    default: {
      const shown = query.select === null ? '*' : query.select.map(itemText).join(' ');
      return `SELECT ${query.distinct ? 'DISTINCT ' : ''}${shown}`;
    }
  }
};

const keyText = (item) => (typeof item === 'string' ? item : item.as ? itemText(item) : `(${exprText(item)})`);

export const queryText = (query) =>
  [
    headText(query),
    ...query.from.map((iri) => `FROM ${iri}`),
    ...query.fromNamed.map((iri) => `FROM NAMED ${iri}`),
    `WHERE ${groupText(query.where)}`,
    ...(query.groupBy.length > 0 ? [`GROUP BY ${query.groupBy.map(keyText).join(' ')}`] : []),
    ...(query.having.length > 0 ? [`HAVING ${query.having.map((e) => `(${exprText(e)})`).join(' ')}`] : []),
    ...(query.order.length > 0
      ? [`ORDER BY ${query.order.map(({ expr, descending }) => `${descending ? 'DESC' : 'ASC'}(${exprText(expr)})`).join(' ')}`]
      : []),
    ...(query.limit !== null ? [`LIMIT ${query.limit}`] : []),
    ...(query.offset !== null ? [`OFFSET ${query.offset}`] : []),
    ...(query.values ? [patternText(query.values)] : []),
  ].join('\n');

export const emptyQuery = (form) => ({
  form, distinct: false, select: null, template: [], from: [], fromNamed: [], where: { kind: 'group', items: [] },
  groupBy: [], having: [], order: [], limit: null, offset: null, values: null,
});

// The variables in scope of a group (SPARQL 1.1, 18.2.1).
export const inScope = (group) => {
  const out = new Set();
  const visit = (pattern) => {
    switch (pattern.kind) {
      case 'triple': for (const t of [pattern.s, pattern.p, pattern.o]) if (typeof t === 'string' && t.startsWith('?')) out.add(t); break;
      case 'group': pattern.items.forEach(visit); break;
      case 'optional': visit(pattern.group); break;
      case 'union': pattern.groups.forEach(visit); break;
      case 'graph': if (pattern.name.startsWith('?')) out.add(pattern.name); visit(pattern.group); break;
      case 'bind': out.add(pattern.as); break;
      case 'values': pattern.variables.forEach((v) => out.add(v)); break;
      case 'select': shown(pattern.query).forEach((v) => out.add(v)); break;
      default:
    }
  };
  visit(group);
  return [...out];
};

export const shown = (query) =>
  query.select === null ? inScope(query.where) : query.select.map((item) => (typeof item === 'string' ? item : item.as));
