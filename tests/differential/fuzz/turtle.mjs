// A world's mapping as R2RML in Turtle.
import { name, viewText } from './sql.mjs';

const escape = (text) =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r');

const string = (text) => `"${escape(text)}"`;

const column = (text) => string(name(text));

// A part that is text holds no bare braces: `\{` stands for one.
const templateText = (parts) =>
  string(parts.map((part) => (typeof part === 'string' ? part : `{${name(part.column).replace(/[{}\\]/g, '\\$&')}}`)).join(''));

const TERM_TYPES = { iri: 'rr:IRI', blank: 'rr:BlankNode', literal: 'rr:Literal' };

const extensions = (map) =>
  Object.entries(map.extension ?? {}).map(([property, of]) => `anamorph:${property}Column ${column(of)}`);

const termMap = (map) => {
  if (map.kind === 'constant') return `[ rr:constant ${map.term} ]`;
  if (map.kind === 'parent') {
    const joins = map.joins.map(
      ({ child, parent }) => ` ; rr:joinCondition [ rr:child ${column(child)} ; rr:parent ${column(parent)} ]`,
    );
    return `[ rr:parentTriplesMap <#${map.map}>${joins.join('')} ]`;
  }
  const said = [map.kind === 'column' ? `rr:column ${column(map.column)}` : `rr:template ${templateText(map.parts)}`];
  said.push(`rr:termType ${TERM_TYPES[map.as]}`);
  if (map.language) said.push(`rr:language "${map.language}"`);
  if (map.datatype) said.push(`rr:datatype <${map.datatype}>`);
  return `[ ${[...said, ...extensions(map)].join(' ; ')} ]`;
};

const pomText = ({ predicates, objects, graphs }) =>
  `  rr:predicateObjectMap [\n    ${[
    ...predicates.map((map) => `rr:predicateMap ${termMap(map)}`),
    ...objects.map((map) => `rr:objectMap ${termMap(map)}`),
    ...graphs.map((map) => `rr:graphMap ${termMap(map)}`),
  ].join(' ;\n    ')} ]`;

// The subject's term map with the classes and graphs inside its brackets.
const subjectText = (map) => {
  const said = [
    termMap(map.subject).slice(1, -1).trim(),
    ...map.classes.map((iri) => `rr:class <${iri}>`),
    ...map.graphs.map((graph) => `rr:graphMap ${termMap(graph)}`),
  ];
  return `  rr:subjectMap [ ${said.join(' ; ')} ]`;
};

const mapText = (map) => {
  const source = map.source.table !== undefined
    ? `rr:tableName ${column(map.source.table)}`
    : `rr:sqlQuery ${string(viewText(map.source.view))}`;
  return `<#${map.name}>\n${[
    `  rr:logicalTable [ ${source} ]`, subjectText(map), ...map.poms.map(pomText),
  ].join(' ;\n')} .\n`;
};

export const mappingText = (world) =>
  `@base <http://x.example/> .
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix anamorph: <https://anamorph.dev/ns#> .

${world.maps.map(mapText).join('\n')}`;
