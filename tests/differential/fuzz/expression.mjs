// Random expressions. Mostly well typed, by what the variables are meant to hold; sometimes not.
//
// A scope is { variables: [name], meant: Map(name -> term text), exists: () => group | null }.
import { TYPES, XSD } from './types.mjs';
import { quote } from './materialise.mjs';

// What kind of thing a term is.
export const kindOf = (term) => {
  if (term === undefined) return 'any';
  if (term.startsWith('<')) return 'iri';
  if (term.startsWith('_:')) return 'blank';
  const [, datatype] = /\^\^<([^>]*)>$/.exec(term) ?? [];
  if (datatype === undefined) return 'string';
  switch (datatype.slice(XSD.length)) {
    case 'integer': case 'decimal': case 'double': case 'float': return 'number';
    case 'boolean': return 'boolean';
    case 'date': return 'date';
    case 'dateTime': return 'dateTime';
    default: return 'any';
  }
};

const call = (name, ...args) => ({ call: name, args });
const infix = (op, ...args) => ({ infix: op, args });

const typed = (text, type) => `"${text}"^^<${XSD}${type}>`;

const formsOf = (type) => TYPES[type].values.map(TYPES[type].lexical).filter((form) => form !== null);

export const CONSTANTS = {
  number: ['0', '1', '2', '3', '2.5', '1.5', '-1', '1.0E0', '0.5', typed('1', 'integer'), '4000', '10'],
  string: ['"a"', '"b"', '""', '"a"@en', '"b"@de', '"ab"', '" "', '"é"', '"1"', '"100%"', `"o'hara"`, '"A"', quote('line\nbreak')],
  boolean: ['true', 'false'],
  date: formsOf('date').map((v) => typed(v, 'date')),
  dateTime: ['timestamp', 'timestamptz'].flatMap((t) => formsOf(t).map((v) => typed(v, 'dateTime'))),
  iri: ['<http://x.example/a/1>', '<http://x.example/a/2>', '<http://x.example/b/a/x>', '<http://x.example/rel1>'],
};
const KINDS = Object.keys(CONSTANTS);

// Arguments that are constants, each among a few: function -> [for each argument, null: any].
export const ARGUMENTS = {
  SUBSTR: [null, ['1', '2', '3', '0'], ['1', '2', '0']],
  STRDT: [null, [`<${XSD}string>`, `<${XSD}integer>`, '<http://x.example/ns#code>']],
  STRBEFORE: [null, ['"a"', '"/"', '" "', '""', '"a"@en']],
  REPLACE: [null, ['"a"', '"[ab]"', '"b$"', '"^a"', '"[^a]"', '"(a)(b)?"'], ['"x"', '""', '"a"', '"[$1]"']],
  STRLANG: [null, ['"en"', '"de"']],
  STRSTARTS: [null, ['"a"', '"b"', '""', '"http://x"', '"1"', '" "']],
  REGEX: [null, ['"a"', '"^a"', '"[0-9]"', '"b$"', '"^$"', '"."', '"A|b"', '"a.b"', '"\\\\s"', '"^.{2}$"'], ['"i"', '"s"', '"q"']],
  LANGMATCHES: [null, ['"en"', '"*"', '"de"']],
};
ARGUMENTS.STRAFTER = ARGUMENTS.STRBEFORE;
ARGUMENTS.STRENDS = ARGUMENTS.CONTAINS = ARGUMENTS.STRSTARTS;

const variable = (random, scope, kind) => {
  const fitting = scope.variables.filter((v) => kindOf(scope.meant.get(v)) === kind);
  if (fitting.length > 0 && random.chance(0.9)) return random.pick(fitting);
  if (scope.variables.length > 0 && random.chance(0.3)) return random.pick(scope.variables);
  return null;
};

const leaf = (random, scope, kind) => {
  if (random.chance(0.7)) {
    const v = variable(random, scope, kind);
    if (v !== null) return v;
  }
  return random.pick(CONSTANTS[random.chance(0.05) ? random.pick(KINDS) : kind]);
};

// Any expression as one of `kind`, to a depth.
export const expression = (random, scope, kind, depth) => {
  if (random.chance(0.04)) kind = random.pick(KINDS);
  if (depth <= 0) return leaf(random, scope, kind);
  const of = (k) => expression(random, scope, k, depth - 1);
  const any = () => of(random.pick(KINDS));
  switch (kind) {
    case 'number':
      return random.weighted([
        [4, () => leaf(random, scope, kind)],
        [3, () => infix(random.pick(['+', '-', '*']), of('number'), of('number'))],
        [1, () => infix('/', of('number'), of('number'))],
        [1, () => ({ prefix: '-', arg: leaf(random, scope, 'number') })],
        [2, () => call(random.pick(['ABS', 'CEIL', 'FLOOR', 'ROUND']), of('number'))],
        [2, () => call('STRLEN', of('string'))],
        [1, () => call(random.pick(['YEAR', 'MONTH', 'DAY', 'HOURS', 'MINUTES']), of('dateTime'))],
        [1, () => call(`<${XSD}${random.pick(['integer', 'decimal', 'double'])}>`, of(random.pick(['number', 'boolean', 'string'])))],
        [0.5, () => call('SECONDS', of('dateTime'))],
        [0.5, () => ({ prefix: '+', arg: leaf(random, scope, 'number') })],
        [1, () => call('IF', of('boolean'), of('number'), of('number'))],
        [1, () => call('COALESCE', of('number'), of('number'))],
      ])();
    case 'string':
      return random.weighted([
        [4, () => leaf(random, scope, kind)],
        [2, () => call('STR', leaf(random, scope, random.pick(['iri', 'string', 'boolean', 'date'])))],
        [1, () => call(random.pick(['UCASE', 'LCASE']), of('string'))],
        [2, () => call('CONCAT', of('string'), of('string'))],
        [1, () => call('SUBSTR', of('string'), random.pick(ARGUMENTS.SUBSTR[1]))],
        [1, () => call('SUBSTR', of('string'), random.pick(['1', '2']), random.pick(ARGUMENTS.SUBSTR[2]))],
        [0.5, () => call('SUBSTR', of('string'), '1', call('STRLEN', of('string')))],
        [0.5, () => call('STRDT', leaf(random, scope, 'string'), random.pick(ARGUMENTS.STRDT[1]))],
        [0.5, () => call(random.pick(['TZ', 'STR']), leaf(random, scope, 'dateTime'))],
        [0.5, () => call(`<${XSD}string>`, leaf(random, scope, random.pick(['iri', 'string', 'boolean', 'date', 'number'])))],
        [0.5, () => call('STR', leaf(random, scope, 'number'))],
        [0.5, () => call('CONCAT', of('string'), of('string'), of('string'))],
        [1, () => call(random.pick(['STRBEFORE', 'STRAFTER']), of('string'), random.pick(ARGUMENTS.STRBEFORE[1]))],
        [1, () => call('REPLACE', of('string'), random.pick(ARGUMENTS.REPLACE[1]), random.pick(ARGUMENTS.REPLACE[2]))],
        [1, () => call('LANG', leaf(random, scope, 'string'))],
        [1, () => call('ENCODE_FOR_URI', of('string'))],
        [1, () => call('IF', of('boolean'), of('string'), of('string'))],
        [1, () => call('COALESCE', of('string'), of('string'))],
        [1, () => call('STRLANG', of('string'), random.pick(ARGUMENTS.STRLANG[1]))],
        [1, () => call(random.pick(['MD5', 'SHA1', 'SHA256', 'SHA384', 'SHA512']), of('string'))],
      ])();
    case 'boolean':
      return random.weighted([
        [6, () => comparison(random, of)],
        [2, () => infix(random.pick(['&&', '||']), of('boolean'), of('boolean'))],
        [1, () => ({ prefix: '!', arg: of('boolean') })],
        [1, () => call('BOUND', random.pick(scope.variables.length > 0 ? scope.variables : ['?none']))],
        [1, () => call(random.pick(['isIRI', 'isURI', 'isBlank', 'isLiteral', 'isNumeric']), any())],
        [2, () => call(random.pick(['STRSTARTS', 'STRENDS', 'CONTAINS']), of('string'), random.pick(ARGUMENTS.STRSTARTS[1]))],
        [1, () => call('REGEX', of('string'), random.pick(ARGUMENTS.REGEX[1]), ...random.pick([[], ...ARGUMENTS.REGEX[2].map((flag) => [flag])]))],
        [1, () => call('LANGMATCHES', call('LANG', leaf(random, scope, 'string')), random.pick(ARGUMENTS.LANGMATCHES[1]))],
        [1, () => call('sameTerm', any(), any())],
        [0.5, () => call(`<${XSD}boolean>`, of(random.pick(['number', 'string', 'boolean'])))],
        [1, () => inList(random, of)],
        [1, () => leaf(random, scope, 'boolean')],
        [scope.exists ? 1 : 0, () => existence(random, scope)],
      ])();
    case 'date':
      return random.weighted([[4, () => leaf(random, scope, kind)], [1, () => call(`<${XSD}date>`, of(random.pick(['string', 'dateTime'])))]])();
    case 'dateTime':
      return random.weighted([[4, () => leaf(random, scope, kind)], [1, () => call(`<${XSD}dateTime>`, of(random.pick(['string', 'date'])))]])();
    case 'iri':
      return random.weighted([
        [4, () => leaf(random, scope, kind)],
        [1, () => call('IRI', leaf(random, scope, 'iri'))],
        [1, () => call('IRI', call('CONCAT', '"http://x.example/a/"', call('ENCODE_FOR_URI', leaf(random, scope, 'string'))))],
        [1, () => call('DATATYPE', any())],
        [1, () => call('IF', of('boolean'), of('iri'), of('iri'))],
        [1, () => call('COALESCE', of('iri'), of('iri'))],
      ])();
    default:
      return leaf(random, scope, kind);
  }
};

const comparison = (random, of) => {
  const kind = random.pick(KINDS);
  const op = random.pick(kind === 'iri' ? ['=', '!='] : ['=', '!=', '<', '>', '<=', '>=']);
  return infix(op, of(kind), of(kind));
};

const inList = (random, of) => {
  const kind = random.pick(KINDS);
  const args = [];
  for (let n = random.int(4); n > 0; n--) args.push(of(kind));
  return { in: of(kind), not: random.chance(0.3), args };
};

const existence = (random, scope) => ({ exists: scope.exists(), not: random.chance(0.5) });
