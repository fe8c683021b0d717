-- RDF in tables, as any triple store over PostgreSQL keeps it: the default graph and the named ones.
CREATE TABLE default_graph (
  subject text NOT NULL,
  subject_kind text NOT NULL,
  predicate text NOT NULL,
  object text NOT NULL,
  object_kind text NOT NULL,
  datatype text NOT NULL,
  language text NOT NULL,
  PRIMARY KEY (subject, subject_kind, predicate, object, object_kind, datatype, language)
);
CREATE TABLE named_graph (
  graph text NOT NULL,
  subject text NOT NULL,
  subject_kind text NOT NULL,
  predicate text NOT NULL,
  object text NOT NULL,
  object_kind text NOT NULL,
  datatype text NOT NULL,
  language text NOT NULL,
  PRIMARY KEY (graph, subject, subject_kind, predicate, object, object_kind, datatype, language)
);
