// Loading an ontology, step by step.
#include "reasoner/ontology.h"

#include <string.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/document.h"

// --- Names ---------------------------------------------------------------------------------------
static bool is_datatype_name(const Symbol *iri) {
  static const char *const names[] = {
      "http://www.w3.org/2000/01/rdf-schema#Literal",
      "http://www.w3.org/1999/02/22-rdf-syntax-ns#PlainLiteral",
      "http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral",
      "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
      "http://www.w3.org/2002/07/owl#real",
      "http://www.w3.org/2002/07/owl#rational",
  };
  static const char xsd[] = "http://www.w3.org/2001/XMLSchema#";
  if (strncmp(iri->text, xsd, sizeof xsd - 1) == 0) return true;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(iri->text, names[i]) == 0) return true;
  return false;
}

unsigned name_use(const Reading *reading, const Symbol *name) {
  const size_t number = names_find(reading->names, name);
  if (number != NAMES_NONE && reading->info.item[number].use != 0)
    return reading->info.item[number].use;
  return is_datatype_name(name) ? NAME_DATATYPE : 0;
}

void name_mark(Reading *reading, const Symbol *name, unsigned use, Source source) {
  const size_t number = names_add(reading->names, name);
  if (number == reading->info.count) {
    const NameInfo none = {0, source};
    VEC_PUSH(reading->arena, &reading->info, none);
  }
  reading->info.item[number].use |= use;
}

typedef struct DeclarationWord {
  const Symbol *class_;
  unsigned use;
} DeclarationWord;

static const DeclarationWord TYPES[] = {
    {&OWL_CLASS, NAME_CLASS},
    {&RDFS_CLASS, NAME_CLASS},
    {&OWL_RESTRICTION, NAME_CLASS},
    {&RDFS_DATATYPE, NAME_DATATYPE},
    {&OWL_OBJECT_PROPERTY, NAME_OBJECT_PROPERTY},
    {&OWL_TRANSITIVE_PROPERTY, NAME_OBJECT_PROPERTY},
    {&OWL_SYMMETRIC_PROPERTY, NAME_OBJECT_PROPERTY},
    {&OWL_ASYMMETRIC_PROPERTY, NAME_OBJECT_PROPERTY},
    {&OWL_REFLEXIVE_PROPERTY, NAME_OBJECT_PROPERTY},
    {&OWL_IRREFLEXIVE_PROPERTY, NAME_OBJECT_PROPERTY},
    {&OWL_INVERSE_FUNCTIONAL_PROPERTY, NAME_OBJECT_PROPERTY},
    {&OWL_DATATYPE_PROPERTY, NAME_DATA_PROPERTY},
    {&OWL_ANNOTATION_PROPERTY, NAME_ANNOTATION_PROPERTY},
    {&OWL_ONTOLOGY_PROPERTY, NAME_ANNOTATION_PROPERTY},
    {&OWL_NAMED_INDIVIDUAL, NAME_INDIVIDUAL},
    // What is said of these is said of the ontology.
    {&OWL_ONTOLOGY, NAME_ANNOTATION_PROPERTY},
    {&OWL_AXIOM, NAME_ANNOTATION_PROPERTY},
    {&OWL_ANNOTATION, NAME_ANNOTATION_PROPERTY},
};

static void mark_type(Reading *reading, const GraphStatement *s) {
  for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
    if (s->object.lexical == TYPES[i].class_)
      name_mark(reading, s->subject.lexical, TYPES[i].use, s->source);
}

// Undeclared names are what they are used as.
static void mark_use(Reading *reading, const GraphStatement *s) {
  const bool of_classes = s->predicate == &RDFS_SUB_CLASS_OF ||
                          s->predicate == &OWL_EQUIVALENT_CLASS ||
                          s->predicate == &OWL_DISJOINT_WITH;
  if (of_classes || s->predicate == &OWL_INTERSECTION_OF || s->predicate == &OWL_UNION_OF) {
    if (name_use(reading, s->subject.lexical) == 0)
      name_mark(reading, s->subject.lexical, NAME_CLASS, s->source);
  }
  const bool names_class =
      of_classes || s->predicate == &RDFS_DOMAIN || s->predicate == &RDFS_RANGE;
  if (names_class && s->object.kind == TERM_IRI && name_use(reading, s->object.lexical) == 0)
    name_mark(reading, s->object.lexical, NAME_CLASS, s->source);
}

// A property that nothing declares is one of data where its range or a restriction says so, or the
// property above it.
static void mark_property(Reading *reading, const GraphStatement *s) {
  const bool both =
      s->predicate == &RDFS_SUB_PROPERTY_OF || s->predicate == &OWL_EQUIVALENT_PROPERTY;
  if (!both && s->predicate != &RDFS_DOMAIN && s->predicate != &RDFS_RANGE &&
      s->predicate != &OWL_INVERSE_OF)
    return;
  const unsigned known = name_use(reading, s->subject.lexical);
  const unsigned above = both ? name_use(reading, s->object.lexical) : 0;
  if (known == 0) {
    const bool data = s->predicate == &RDFS_RANGE && s->object.kind == TERM_IRI &&
                      (name_use(reading, s->object.lexical) & NAME_DATATYPE) != 0;
    const unsigned use = data         ? NAME_DATA_PROPERTY
                         : above != 0 ? above & (NAME_PROPERTY | NAME_ANNOTATION_PROPERTY)
                                      : NAME_OBJECT_PROPERTY;
    // An annotation property above says nothing of one below that has no declaration.
    name_mark(reading, s->subject.lexical,
              use == NAME_ANNOTATION_PROPERTY || use == 0 ? NAME_OBJECT_PROPERTY : use, s->source);
  }
  if (both && above == 0 && s->object.kind == TERM_IRI)
    name_mark(reading, s->object.lexical,
              name_use(reading, s->subject.lexical) & NAME_DATA_PROPERTY ? NAME_DATA_PROPERTY
                                                                         : NAME_OBJECT_PROPERTY,
              s->source);
}

static void mark_names(Reading *reading) {
  const GraphStatement *all;
  const size_t count = graph_statements(reading->graph, &all);
  for (size_t i = 0; i < count; i++)
    if (all[i].predicate == &RDF_TYPE) mark_type(reading, &all[i]);
  for (size_t i = 0; i < count; i++) mark_use(reading, &all[i]);
  for (size_t i = 0; i < count; i++) mark_property(reading, &all[i]);
}

static void declare_names(Reading *reading) {
  for (size_t i = 0; i < names_count(reading->names); i++) {
    const Symbol *iri = names_at(reading->names, i);
    const NameInfo *info = &reading->info.item[i];
    const bool is_iri = strchr(iri->text, ':') != NULL;
    const bool is_own = strncmp(iri->text, "http://www.w3.org/2002/07/owl#", 30) == 0;
    if (!is_iri || is_own || (info->use & (NAME_CLASS | NAME_PROPERTY)) == 0) continue;
    const Declaration declaration = {.iri = iri,
                                     .is_property = (info->use & NAME_PROPERTY) != 0,
                                     .is_data = (info->use & NAME_PROPERTY) == NAME_DATA_PROPERTY,
                                     .source = info->source};
    VEC_PUSH(reading->arena, &reading->declarations, declaration);
  }
}

// --- The steps -----------------------------------------------------------------------------------
static void keep_prefixes(Reading *reading) {
  const struct MappingPrefix *prefix = NULL;
  const size_t count = graph_prefixes(reading->graph, &prefix);
  struct MappingPrefix *copy = ARENA_ARRAY(reading->arena, struct MappingPrefix, count + 1);
  for (size_t i = 0; i < count; i++) {
    copy[i].prefix = arena_copy_text(reading->arena, prefix[i].prefix, strlen(prefix[i].prefix));
    copy[i].iri = arena_copy_text(reading->arena, prefix[i].iri, strlen(prefix[i].iri));
  }
  reading->ontology->prefix = copy;
  reading->ontology->prefix_count = count;
}

#define HAND_OVER(field, list)                     \
  do {                                             \
    ontology->field = reading->list.item;          \
    ontology->field##_count = reading->list.count; \
  } while (0)

static void hand_over(Reading *reading) {
  Ontology *ontology = reading->ontology;
  HAND_OVER(file, files);
  HAND_OVER(declaration, declarations);
  HAND_OVER(concept_inclusion, concept_inclusions);
  HAND_OVER(property_inclusion, property_inclusions);
  HAND_OVER(existential, existentials);
  HAND_OVER(reflexivity, reflexivities);
  HAND_OVER(rule, rules);
  HAND_OVER(same_rule, same_rules);
  HAND_OVER(constraint, constraints);
  HAND_OVER(fact, facts);
}

static Status report(const Diagnostics *diagnostics, size_t first, Error *err) {
  for (size_t i = first; i < diagnostics->list.count; i++) {
    const Diagnostic *diagnostic = &diagnostics->list.item[i];
    if (diagnostic->severity != SEVERITY_ERROR) continue;
    error_at(err, STATUS_MAPPING, diagnostic->source.at, "%s", diagnostic->message);
    if (diagnostic->source.file != NULL) error_file(err, diagnostic->source.file);
    if (diagnostic->hint != NULL) error_hint(err, "%s", diagnostic->hint);
    return STATUS_MAPPING;
  }
  return error_set(err, STATUS_MAPPING, "the ontology is wrong");
}

// scratch holds the graph and what only reading needs.
static Status load_all(Reading *reading, Arena *scratch, const MappingText texts[], size_t count,
                       const OntologyOptions *options, Error *err) {
  Graph *graph;
  TRY(graph_create(scratch, reading->symbols, &graph, err));
  TRY(documents_read(scratch, reading, graph, texts, count, options, err));
  graph_index(graph);
  reading->graph = graph;
  reading->names = names_create(reading->arena);
  keep_prefixes(reading);
  mark_names(reading);
  read_axioms(reading);
  declare_names(reading);
  hand_over(reading);
  return STATUS_OK;
}

Status ontology_load_texts(const MappingText texts[], size_t count, const Symbols *parent,
                           const OntologyOptions *options, Ontology **out, Diagnostics *diagnostics,
                           Error *err) {
  *out = NULL;
  Diagnostics own = {0};
  Diagnostics *list = diagnostics == NULL ? &own : diagnostics;
  const size_t first = list->list.count;
  Arena *arena = arena_create(0), *scratch = arena_create(0);
  if (arena == NULL || scratch == NULL) {
    arena_destroy(arena);
    arena_destroy(scratch);
    return error_set(err, STATUS_LIMIT, "out of memory");
  }
  Ontology *ontology = ARENA_NEW(arena, Ontology);
  ontology->arena = arena;
  ontology->symbols = symbols_create(arena, parent);
  Reading reading = {
      .arena = arena, .symbols = ontology->symbols, .diagnostics = list, .ontology = ontology};
  Status status = load_all(&reading, scratch, texts, count, options, err);
  if (status == STATUS_MAPPING) status = report(list, first, err);
  diagnostics_sort(list);
  arena_destroy(scratch);
  diagnostics_free(&own);
  if (status != STATUS_OK) {
    arena_destroy(arena);
    return status;
  }
  *out = ontology;
  return STATUS_OK;
}

Status ontology_load(const char *const paths[], size_t count, const Symbols *parent,
                     const OntologyOptions *options, Ontology **out, Diagnostics *diagnostics,
                     Error *err) {
  *out = NULL;
  Arena *arena = arena_create(0);
  if (arena == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  MappingText *texts = ARENA_ARRAY(arena, MappingText, count + 1);
  Status status = STATUS_OK;
  for (size_t i = 0; i < count && status == STATUS_OK; i++)
    status = document_read(arena, paths[i], &texts[i], err);
  if (status == STATUS_OK)
    status = ontology_load_texts(texts, count, parent, options, out, diagnostics, err);
  arena_destroy(arena);
  return status;
}

void ontology_free(Ontology *ontology) {
  if (ontology != NULL) arena_destroy(ontology->arena);
}
