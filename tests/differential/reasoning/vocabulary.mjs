// The words of random worlds under reasoning, and their RDF.
export const NS = 'http://x.example/ns#';
export const INDIVIDUAL = 'http://x.example/i/';
export const NULL = 'urn:null:';

export const CLASSES = ['A', 'B', 'C', 'D', 'E'];
export const PROPERTIES = ['p', 'q', 'r', 's'];
export const DATA_PROPERTIES = ['d', 'e'];
export const INDIVIDUALS = ['1', '2', '3', '4', '5'];
export const VALUES = ['x', 'y'];
export const RULE_CLASSES = ['H', 'K'];
export const RULE_PROPERTIES = ['h', 'k'];
export const GRAPHS = ['', 'http://x.example/g/1'];

export const TYPE = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';
export const word = (name) => `<${NS}${name}>`;
export const individual = (name) => `<${INDIVIDUAL}${name}>`;
export const isNull = (term) => term.startsWith(`<${NULL}`);
export const isLiteral = (term) => term.startsWith('"');
