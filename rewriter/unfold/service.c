// SERVICE with another mapping of the same gateway, over the same database.
//
// Law: Service(iri, P) over the mapping M is P over the mapping that iri names, evaluated with that
// mapping's own dataset; as relations of one database, both join in one statement.
// Preconditions:
//   1. iri is a constant that RewriteOptions.local finds (a variable is known only row by row);
//   2. both mappings make IRIs with the same base, since one decoder reads the rows;
//   3. no solution binds a variable to a blank node: those of a service are none of the query's
//      own, even where a template would give them the same label.
// Before: JOIN(TRIPLE ?x :p ?y, SERVICE <anamorph:mapping/b> {TRIPLE ?y :q ?z})
// After:  the branches of the one pattern over M joined with those of the other over b
// Why: PostgreSQL joins native columns, by its indexes; nothing is sent anywhere.
// SILENT: no part of the statement fails by itself, so it changes nothing.
#include "rewriter/unfold/context.h"

static const MappingIndex *find_local(const Unfold *unfold, const Node *node) {
  const LocalServices *local = unfold->options->local;
  const Slot *endpoint = &node->u.service.endpoint;
  if (local == NULL || endpoint->kind != SLOT_TERM) return NULL;  // 1
  return local->find(local->self, endpoint->term.lexical->text);
}

static bool may_be_blank(const Expr *term) {
  switch (term->kind) {
    case EXPR_CONST: return term->u.constant.kind == TERM_BLANK;
    case EXPR_UNBOUND: return false;
    case EXPR_RDF: return term->u.rdf.kind_ == TERM_BLANK || term->u.rdf.kind_ == TERM_UNBOUND;
    case EXPR_CASE:
      for (size_t i = 0; i < term->u.case_.count; i++)
        if (may_be_blank(term->u.case_.branch[i].value)) return true;
      return term->u.case_.otherwise != NULL && may_be_blank(term->u.case_.otherwise);
    default: return true;
  }
}

// Variables without a name are seen by nobody.
static bool gives_blank_nodes(const Unfold *unfold, const Lifted *lifted) {
  for (size_t i = 0; i < lifted->count; i++)
    for (size_t j = 0; j < lifted->item[i].count; j++) {
      const Definition *definition = &lifted->item[i].definition[j];
      if (variables_name(unfold->variables, definition->var) != NULL &&
          may_be_blank(definition->term))
        return true;
    }
  return false;
}

// What holds inside: the other mapping, its own dataset, and none of the query's rules.
static Status unfold_over(Unfold *unfold, const MappingIndex *index, const Node *pattern,
                          Lifted *out, Error *err) {
  const Unfold saved = *unfold;
  Query own_dataset = *unfold->query;
  RewriteOptions own_options = *unfold->options;
  own_dataset.has_dataset = false;
  own_options.rules = NULL;
  unfold->index = index;
  unfold->query = &own_dataset;
  unfold->options = &own_options;
  const Status status = unfold_node(unfold, pattern, out, err);
  unfold->index = saved.index;
  unfold->query = saved.query;
  unfold->options = saved.options;
  return status;
}

Status unfold_service(Unfold *unfold, const Node *node, Lifted *out, Error *err) {
  static const char refusal[] = "not supported yet: SERVICE";
  const MappingIndex *local = find_local(unfold, node);
  if (local == NULL) return error_at(err, STATUS_UNSUPPORTED, node->at, refusal);
  const char *base = mapping_index_mapping(unfold->index)->base;
  if (strcmp(mapping_index_mapping(local)->base, base) != 0)  // 2
    return error_at(err, STATUS_UNSUPPORTED, node->at, "%s over another base IRI", refusal);
  TRY(unfold_over(unfold, local, node->child[0], out, err));
  if (gives_blank_nodes(unfold, out))  // 3
    return error_at(err, STATUS_UNSUPPORTED, node->at, "%s that gives blank nodes", refusal);
  return STATUS_OK;
}
