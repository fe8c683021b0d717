// The SQL types that worlds use: their values, and the RDF that R2RML (10.2) makes of them.
//
// A value is its text as PostgreSQL prints it, so that equal values are equal texts within a type.
// `lexical` makes the natural lexical form, null where the datatype has no such value: the row has no term
// there. `family` says between which types columns may be joined.

export const XSD = 'http://www.w3.org/2001/XMLSchema#';

const same = (value) => value;

const double = (value) => {
  if (value === 'NaN') return 'NaN';
  if (value.endsWith('Infinity')) return value.startsWith('-') ? '-INF' : 'INF';
  const [mantissa, exponent] = Number(value).toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
};

// Neither XSD's decimals nor its dates have what is no number, what is infinite, or years BC.
const isBeyond = (value) => /^(NaN|-?infinity)$|BC$/i.test(value);

const decimal = (value) => {
  if (isBeyond(value)) return null;
  return value.includes('.') ? value.replace(/\.?0+$/, '') : value;
};

const date = (value) => (isBeyond(value) ? null : value);

const dateTime = (value) => (isBeyond(value) ? null : value.replace(' ', 'T').replace(/\+00$/, 'Z'));

// PostgreSQL has offsets of seconds, and of more than 14 hours.
const zonedTime = (value) => {
  const [, clock, hours, rest = ''] = value.match(/^([\d:.]+)([+-]\d\d)(.*)$/);
  if (rest.length > 3 || Math.abs(Number(hours)) > 14) return null;
  return `${clock}${hours === '+00' && rest === '' ? 'Z' : `${hours}${rest || ':00'}`}`;
};

const STRINGS = ['a', 'b', 'ab', 'A', 'a b', '', ' ', 'b ', "o'hara", '100%', '"q"', 'é', '日本', '1', '2', 'z7',
  'x-1', 'x/1', '{x}', 'a\\b', '\u{1F600}', 'line\nbreak', 'true', '1.5', 'http://x.example/a/1', '_', '%25'];

const text = (sql, values = STRINGS) => ({
  sql, values, datatype: null, lexical: same, family: 'text', kind: 'string',
});

const integer = (sql) => ({
  sql,
  values: ['0', '1', '2', '3', '4', '5', '-1', '10', '7'],
  datatype: `${XSD}integer`, lexical: same, family: 'integer', kind: 'number',
});

export const TYPES = {
  smallint: integer('smallint'),
  integer: integer('integer'),
  bigint: integer('bigint'),
  money: {
    sql: 'numeric(8,2)', values: ['0.00', '1.00', '2.50', '-0.50', '4000.00', '3.00', '0.10', 'NaN'],
    datatype: `${XSD}decimal`, lexical: decimal, family: 'money', kind: 'number',
  },
  numeric: {
    sql: 'numeric', values: ['0', '1', '2.5', '-0.125', '3', '12345678.9', 'NaN', 'Infinity', '-Infinity'],
    datatype: `${XSD}decimal`, lexical: decimal, family: 'numeric', kind: 'number',
  },
  real: {
    sql: 'real', values: ['0', '1', '0.1', '2.5', '-3', '1e+10'],
    datatype: `${XSD}double`, lexical: double, family: 'real', kind: 'number',
  },
  double: {
    sql: 'double precision', values: ['0', '1', '0.1', '2.5', '-3', '1e+30', 'NaN', 'Infinity', '-Infinity', '0.5'],
    datatype: `${XSD}double`, lexical: double, family: 'double', kind: 'number',
  },
  boolean: {
    sql: 'boolean', values: ['t', 'f'],
    datatype: `${XSD}boolean`, lexical: (v) => (v === 't' ? 'true' : 'false'), family: 'boolean', kind: 'boolean',
  },
  date: {
    sql: 'date',
    values: ['2020-01-01', '2020-02-29', '1999-12-31', '2021-06-15', 'infinity', '-infinity', '0044-03-15 BC'],
    datatype: `${XSD}date`, lexical: date, family: 'date', kind: 'date',
  },
  timestamp: {
    sql: 'timestamp',
    values: ['2020-01-01 00:00:00', '2020-01-01 10:30:00', '1999-12-31 23:59:59.5', '2021-06-15 12:00:00.123456',
      'infinity', '0044-03-15 12:00:00 BC'],
    datatype: `${XSD}dateTime`, lexical: dateTime, family: 'timestamp', kind: 'dateTime',
  },
  timestamptz: {
    sql: 'timestamptz',
    values: ['2020-01-01 00:00:00+00', '2020-01-01 10:30:00+00', '1999-12-31 23:59:59.5+00', '-infinity',
      '0044-03-15 12:00:00+00 BC'],
    datatype: `${XSD}dateTime`, lexical: dateTime, family: 'timestamptz', kind: 'dateTime',
  },
  time: {
    sql: 'time', values: ['00:00:00', '10:30:00', '23:59:59.25'],
    datatype: `${XSD}time`, lexical: same, family: 'time', kind: 'time',
  },
  timetz: {
    sql: 'timetz', values: ['10:30:00+00', '10:30:00+02', '00:00:00-05:30', '10:30:00+15', '10:30:00+01:02:03'],
    datatype: `${XSD}time`, lexical: zonedTime, family: 'timetz', kind: 'time',
  },
  text: text('text'),
  varchar: text('varchar(40)'),
  char: {
    ...text('char(4)', ['a   ', 'b   ', 'ab  ', '1   ', '    ', 'é   ', 'abcd', 'a b ']),
    family: 'char',
  },
  // An enumeration's labels in its own order, which is that of neither code points nor letters.
  mood: {
    ...text('mood', ['b', 'ab', 'a', 'A', '1', 'x-1', 'a b', 'é', '100%']),
    family: 'mood', create: 'ENUM',
  },
  bytea: {
    sql: 'bytea', values: ['\\x', '\\x00', '\\x0aff', '\\x61'],
    datatype: `${XSD}hexBinary`, lexical: (v) => v.slice(2).toUpperCase(), family: 'bytea', kind: 'binary',
  },
  uuid: {
    ...text('uuid', ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '00000000-0000-0000-0000-000000000001',
      'ffffffff-ffff-ffff-ffff-ffffffffffff']),
    family: 'uuid',
  },
  // Text that holds IRIs, for column-valued IRIs; and such as are relative to the base. No IRI is written
  // both ways (mapping/README.md).
  iri: text('text', ['http://x.example/a/1', 'http://x.example/a/2', 'http://x.example/b/1/a',
    'http://y.example/%C3%A9', 'http://y.example/é', 'urn:x:1']),
  datatypeOf: text('text', [`${XSD}string`, 'http://x.example/ns#code', `${XSD}integer`, '']),
  languageOf: text('text', ['en', 'de', '']),
  relative: text('text', ['rel1', 'a/3', 'a/5', 'urn:x:2', 'b/2/a']),
};
