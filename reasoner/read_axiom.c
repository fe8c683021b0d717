// RDF statements into axioms: which reader each goes to, and what the readers share.
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/read_axiom_parts.h"

// --- One axiom -----------------------------------------------------------------------------------
static size_t kept(const Reading *reading) {
  return reading->concept_inclusions.count + reading->property_inclusions.count +
         reading->existentials.count + reading->rules.count + reading->constraints.count +
         reading->facts.count;
}

void tell_outside(Reading *reading, Source source, const char *text, const char *why) {
  const bool in_part = reading->axiom != NULL && kept(reading) > reading->kept_before;
  diagnostics_add(reading->diagnostics, SEVERITY_WARNING, source, "%s: %s: %s",
                  in_part ? "reasoned with only in part" : "not reasoned with", text,
                  why == NULL ? "it is malformed" : why);
  reading->ontology->outside_count++;
}

// The axiom becomes the one that normal forms are of. text is emptied.
void axiom_begin(Reading *reading, Source source, Regime regime, Buffer *text) {
  Axiom *axiom = ARENA_NEW(reading->arena, Axiom);
  *axiom = (Axiom){buffer_copy(text, reading->arena), source, regime};
  reading->axiom = axiom;
  reading->kept_before = kept(reading);
  reading->trouble = NULL;
  buffer_free(text);
  *text = (Buffer){0};
}

void axiom_end(Reading *reading, bool good) {
  if (good)
    reading->ontology->axiom_count++;
  else
    tell_outside(reading, reading->axiom->source, reading->axiom->text, reading->trouble);
  reading->axiom = NULL;
}

// An axiom that cannot even be read.
void axiom_broken(Reading *reading, const GraphStatement *statement) {
  Buffer text = {0};
  text_term(reading, &text, &statement->subject);
  buffer_add_char(&text, ' ');
  text_iri(reading, &text, statement->predicate);
  buffer_add_char(&text, ' ');
  text_term(reading, &text, &statement->object);
  tell_outside(reading, statement->source, buffer_text(&text), reading->trouble);
  buffer_free(&text);
}

void axiom_begin_expressions(Reading *reading, Source source, Regime regime, const char *name,
                             const ClassExpression *a, const ClassExpression *b) {
  Buffer text = {0};
  buffer_printf(&text, "%s(", name);
  text_expression(reading, &text, a);
  buffer_add_char(&text, ' ');
  text_expression(reading, &text, b);
  buffer_add_char(&text, ')');
  axiom_begin(reading, source, regime, &text);
}

void axiom_begin_properties(Reading *reading, Source source, Regime regime, const char *name,
                            size_t count, const PropertyExpression property[]) {
  Buffer text = {0};
  buffer_printf(&text, "%s(", name);
  for (size_t i = 0; i < count; i++) {
    if (i > 0) buffer_add_char(&text, ' ');
    text_property(reading, &text, property[i]);
  }
  buffer_add_char(&text, ')');
  axiom_begin(reading, source, regime, &text);
}

// --- All statements ------------------------------------------------------------------------------
typedef struct Word {
  const Symbol *word;
  void (*read)(Reading *reading, const GraphStatement *statement);
} Word;

static const Word PREDICATES[] = {
#define PREDICATE(word, reader) {&(word), reader},
#define TYPE(word, reader)
#include "reasoner/axiom_word.def"
#undef PREDICATE
#undef TYPE
};

static const Word TYPES[] = {
#define PREDICATE(word, reader)
#define TYPE(word, reader) {&(word), reader},
#include "reasoner/axiom_word.def"
#undef PREDICATE
#undef TYPE
};

static bool read_by_word(Reading *reading, const Word words[], size_t count, const Symbol *word,
                         const GraphStatement *statement) {
  for (size_t i = 0; i < count; i++) {
    if (words[i].word != word) continue;
    words[i].read(reading, statement);
    return true;
  }
  return false;
}

static bool is_builtin(const Symbol *iri) {
  static const char *const namespaces[] = {
      "http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#",
      "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2001/XMLSchema#"};
  for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
    if (strncmp(iri->text, namespaces[i], strlen(namespaces[i])) == 0) return true;
  return false;
}

// What is said of classes, properties, ontologies and annotations is about the ontology, not about
// the world; unless the name is declared as an individual too.
static bool is_about_world(const Reading *reading, const GraphStatement *s) {
  const unsigned use = name_use(reading, s->subject.lexical);
  const bool is_schema =
      (use & (NAME_CLASS | NAME_PROPERTY | NAME_ANNOTATION_PROPERTY | NAME_DATATYPE)) != 0;
  if (is_schema && (use & NAME_INDIVIDUAL) == 0) return false;
  const unsigned of_predicate = name_use(reading, s->predicate);
  if (s->predicate == &OWL_SAME_AS) return true;
  if (is_builtin(s->predicate)) return false;
  return (of_predicate & NAME_PROPERTY) != 0 || (of_predicate & NAME_ANNOTATION_PROPERTY) == 0;
}

static void read_type(Reading *reading, const GraphStatement *s) {
  if (s->object.kind == TERM_BLANK) {
    read_assertion(reading, s);
    return;
  }
  if (read_by_word(reading, TYPES, sizeof TYPES / sizeof *TYPES, s->object.lexical, s)) return;
  if (strcmp(s->object.lexical->text, "http://www.w3.org/2003/11/swrl#Imp") == 0) {
    tell_outside(reading, s->source, "a SWRL rule",
                 "rules are written as CONSTRUCT queries and given with -r");
    return;
  }
  if (s->object.lexical == &OWL_NOTHING) {
    read_assertion(reading, s);
    return;
  }
  const unsigned use = name_use(reading, s->subject.lexical);
  const bool is_schema = (use & (NAME_CLASS | NAME_PROPERTY | NAME_ANNOTATION_PROPERTY)) != 0;
  if (is_schema && (use & NAME_INDIVIDUAL) == 0) return;
  if (s->object.lexical == &OWL_THING || s->object.lexical == &OWL_NAMED_INDIVIDUAL)
    axiom_add_individual(reading, s);
  else if (!is_builtin(s->object.lexical))
    axiom_add_fact(reading, s);
}

void read_axioms(Reading *reading) {
  const GraphStatement *statement;
  const size_t count = graph_statements(reading->graph, &statement);
  for (size_t i = 0; i < count; i++) {
    const GraphStatement *s = &statement[i];
    if (s->predicate == &RDF_TYPE)
      read_type(reading, s);
    else if (!read_by_word(reading, PREDICATES, sizeof PREDICATES / sizeof *PREDICATES,
                           s->predicate, s) &&
             is_about_world(reading, s))
      axiom_add_fact(reading, s);
  }
}
