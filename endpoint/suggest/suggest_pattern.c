// Reading the pattern of a SERVICE anamorph:suggest block.
#include "endpoint/suggest/suggest_pattern.h"

#include <stdlib.h>
#include <string.h>

#include "base/rdf/vocabulary.h"

enum { LIMIT_DEFAULT = 10, LIMIT_MOST = 10000 };

static const struct {
  const Symbol *iri;
  SuggestPlace place;
} properties[] = {
    {&RDF_SUBJECT, PLACE_SUBJECT},    {&RDF_PREDICATE, PLACE_PREDICATE},
    {&RDF_OBJECT, PLACE_OBJECT},      {&ANAMORPH_PROBABILITY, PLACE_PROBABILITY},
    {&ANAMORPH_SCORE, PLACE_SCORE},   {&ANAMORPH_RANK, PLACE_RANK},
    {&ANAMORPH_REASON, PLACE_REASON}, {&ANAMORPH_MODEL, PLACE_MODEL},
};

typedef struct Reading {
  SuggestPattern *out;
  const Node *triple;  // the one that is no property
} Reading;

static Status refuse(const Node *at, Error *err, const char *message) {
  error_at(err, STATUS_UNSUPPORTED, at->at, "anamorph:suggest: %s", message);
  error_hint(err,
             "it takes one triple pattern, and anamorph:probability, score, rank, reason, model, "
             "limit and minimum of one variable or blank node");
  return STATUS_UNSUPPORTED;
}

static Status take_node(Reading *reading, const Node *triple, Error *err) {
  const Slot *subject = &triple->u.triple.subject;
  Slot *node = &reading->out->place[PLACE_NODE];
  if (subject->kind != SLOT_VAR)
    return refuse(triple, err, "a suggestion is a variable or a blank node");
  if (node->kind == SLOT_VAR && node->var != subject->var)
    return refuse(triple, err, "one suggestion a block: these are two nodes");
  *node = *subject;
  return STATUS_OK;
}

static Status read_number(const Node *triple, double least, double most, double *out, Error *err) {
  const Slot *object = &triple->u.triple.object;
  char *end = NULL;
  if (object->kind == SLOT_TERM && object->term.kind == TERM_LITERAL) {
    *out = strtod(object->term.lexical->text, &end);
    if (end != object->term.lexical->text && *end == '\0' && *out >= least && *out <= most)
      return STATUS_OK;
  }
  return refuse(triple, err,
                most > 1 ? "anamorph:limit takes a number from 1 to 10000"
                         : "anamorph:minimum takes a probability from 0 to 1");
}

static Status read_triple(Reading *reading, const Node *triple, Error *err) {
  const Slot *predicate = &triple->u.triple.predicate;
  const Symbol *iri = predicate->kind == SLOT_TERM ? predicate->term.lexical : NULL;
  double number;
  if (iri == &ANAMORPH_LIMIT) {
    TRY(read_number(triple, 1, LIMIT_MOST, &number, err));
    reading->out->limit = (size_t)number;
    return take_node(reading, triple, err);
  }
  if (iri == &ANAMORPH_MINIMUM) {
    TRY(read_number(triple, 0, 1, &reading->out->minimum, err));
    return take_node(reading, triple, err);
  }
  for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
    if (properties[i].iri != iri) continue;
    Slot *place = &reading->out->place[properties[i].place];
    if (place->kind != SLOT_NONE) return refuse(triple, err, "a property is asked for twice");
    *place = triple->u.triple.object;
    if (properties[i].place > PLACE_OBJECT && place->kind != SLOT_VAR)
      return refuse(triple, err, "this property takes a variable");
    return take_node(reading, triple, err);
  }
  if (reading->triple != NULL) return refuse(triple, err, "one triple a block: this is the second");
  reading->triple = triple;
  return STATUS_OK;
}

static Status read_node(Reading *reading, const Node *node, Error *err) {
  if (node->kind == NODE_JOIN) {
    for (size_t i = 0; i < node->child_count; i++) TRY(read_node(reading, node->child[i], err));
    return STATUS_OK;
  }
  if (node->kind == NODE_TRIPLE && node->u.triple.graph.kind == SLOT_NONE)
    return read_triple(reading, node, err);
  return node->kind == NODE_UNIT ? STATUS_OK
                                 : refuse(node, err,
                                          "only triple patterns stand in the block; filters and "
                                          "other patterns stand outside of it");
}

Status suggest_pattern_read(const Node *service, SuggestPattern *out, Error *err) {
  *out = (SuggestPattern){.limit = LIMIT_DEFAULT};
  Reading reading = {.out = out};
  TRY(read_node(&reading, service->child[0], err));
  const bool in_pieces = out->place[PLACE_SUBJECT].kind != SLOT_NONE ||
                         out->place[PLACE_PREDICATE].kind != SLOT_NONE ||
                         out->place[PLACE_OBJECT].kind != SLOT_NONE;
  if (reading.triple != NULL) {
    if (in_pieces) return refuse(service, err, "the triple is there, whole and in pieces");
    out->place[PLACE_SUBJECT] = reading.triple->u.triple.subject;
    out->place[PLACE_PREDICATE] = reading.triple->u.triple.predicate;
    out->place[PLACE_OBJECT] = reading.triple->u.triple.object;
  } else if (!in_pieces) {
    return refuse(service, err, "what is to be suggested is not said");
  }
  return STATUS_OK;
}
