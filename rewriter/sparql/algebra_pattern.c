// Group graph patterns (SPARQL 1.1 section 18.2.2), with GRAPH pushed down to the triple patterns.
//
// Laws used while building: Join(Z, A) = A; Join and Union are associative, so that nested ones are
// one flat node. Under GRAPH the pattern that matches nothing in particular, {}, is "the graph
// exists": GRAPH_NAMES. Any triple pattern in that graph says as much already.
#include "rewriter/sparql/algebra.h"

void operands_add(Translator *t, Operands *operands, const Node *node, bool grounds) {
  operands->grounded = operands->grounded || grounds;
  if (node->kind == NODE_UNIT) return;
  if (node->kind != NODE_JOIN) {
    VEC_PUSH(t->arena, &operands->nodes, node);
    return;
  }
  for (size_t i = 0; i < node->child_count; i++)
    VEC_PUSH(t->arena, &operands->nodes, node->child[i]);
}

const Node *operands_join(Translator *t, Operands *operands, Slot graph) {
  if (graph.kind != SLOT_NONE && !operands->grounded)
    operands_add(t, operands, node_graph_names(t->arena, graph, (Position){0, 0}), true);
  const Nodes *nodes = &operands->nodes;
  if (nodes->count == 0) return node_unit(t->arena);
  if (nodes->count == 1) return nodes->item[0];
  return node_join(t->arena, nodes->count, nodes->item);
}

// Everything so far becomes the one operand that `node` was made of.
static void operands_replace(Translator *t, Operands *operands, const Node *node) {
  operands->nodes.count = 0;
  operands_add(t, operands, node, true);
}

const Node *translate_branches(Translator *t, size_t count, const Node *const branch[]) {
  Nodes flat = {0};
  for (size_t i = 0; i < count; i++) {
    if (branch[i]->kind != NODE_UNION) {
      VEC_PUSH(t->arena, &flat, branch[i]);
      continue;
    }
    for (size_t j = 0; j < branch[i]->child_count; j++)
      VEC_PUSH(t->arena, &flat, branch[i]->child[j]);
  }
  return flat.count == 1 ? flat.item[0] : node_union(t->arena, flat.count, flat.item);
}

const Node *translate_data(Translator *t, const AstData *data) {
  const size_t cells = data->var_count * data->row_count;
  const Expr **cell = ARENA_ARRAY(t->arena, const Expr *, cells);
  VarId *var = ARENA_ARRAY(t->arena, VarId, data->var_count);
  const Expr *undef = expr_unbound(t->arena);
  for (size_t i = 0; i < data->var_count; i++) var[i] = translate_var(t, data->var[i]);
  for (size_t i = 0; i < cells; i++)
    cell[i] = data->cell[i].kind == TERM_UNBOUND ? undef : expr_const(t->arena, data->cell[i]);
  return node_values(t->arena, data->var_count, var, data->row_count, cell);
}

static void add_triples(Translator *t, const AstElement *element, Slot graph, Operands *operands) {
  for (size_t i = 0; i < element->u.triples.count; i++) {
    const AstTriple *triple = &element->u.triples.triple[i];
    const Slot subject = translate_slot(t, &triple->subject);
    const Slot object = translate_slot(t, &triple->object);
    if (triple->path != NULL) {
      translate_path(t, subject, triple->path, object, graph, triple->at, operands);
    } else {
      const Slot predicate = translate_slot(t, &triple->predicate);
      operands_add(t, operands,
                   node_triple(t->arena, subject, predicate, object, graph, triple->at), true);
    }
  }
}

// OPTIONAL { P FILTER F }: F sees both sides.
static Status add_optional(Translator *t, const AstElement *element, Slot graph,
                           Operands *operands) {
  const Expr *condition = NULL;
  const Node *right = NULL;
  TRY(translate_group(t, element->u.group, graph, &condition, &right));
  const Node *left = operands_join(t, operands, graph);
  operands_replace(t, operands, node_leftjoin(t->arena, left, right, condition));
  return STATUS_OK;
}

// Within GRAPH ?g both sides have ?g here, though it is no part of their solutions: it does not
// count as the shared variable that MINUS asks for.
static Status add_minus(Translator *t, const AstElement *element, Slot graph, Operands *operands) {
  const Node *right = NULL;
  TRY(translate_group(t, element->u.group, graph, NULL, &right));
  const Node *left = operands_join(t, operands, graph);
  const VarId apart = graph.kind == SLOT_VAR ? graph.var : VAR_NONE;
  operands_replace(t, operands, node_minus(t->arena, left, right, apart));
  return STATUS_OK;
}

static size_t count_in_triples(const AstGroup *group, VarId var) {
  size_t count = 0;
  for (size_t i = 0; i < group->count; i++) {
    const AstElement *element = &group->element[i];
    if (element->kind != ELEMENT_TRIPLES) continue;
    for (size_t j = 0; j < element->u.triples.count; j++) {
      const AstTriple *triple = &element->u.triples.triple[j];
      const Slot *slots[] = {&triple->subject, &triple->predicate, &triple->object};
      for (size_t k = 0; k < 3; k++)
        if (slots[k]->kind == SLOT_VAR && slots[k]->var == var) count++;
    }
  }
  return count;
}

// May ?g itself stand for the graph inside GRAPH ?g { … }? Only where the pattern does not name it,
// or only in triple patterns of the group itself, which bind it in every solution. Elsewhere (in a
// filter, an OPTIONAL, a sub-SELECT that hides it) ?g is not yet bound to the graph: 18.6, eval
// (D(G), Graph(var, P)).
static bool names_graph_itself(const Translator *t, const AstElement *element) {
  const VarId var = element->u.graph.name.var;
  size_t mentioned = 0;
  for (size_t i = element->u.graph.mentions.start; i < element->u.graph.mentions.end; i++)
    if (t->ast->mention[i] == var) mentioned++;
  return mentioned == 0 || count_in_triples(element->u.graph.group, var) >= mentioned;
}

static Status add_graph(Translator *t, const AstElement *element, Operands *operands) {
  const AstGroup *group = element->u.graph.group;
  const Slot name = translate_slot(t, &element->u.graph.name);
  const Node *child = NULL;
  if (name.kind == SLOT_TERM || names_graph_itself(t, element)) {
    TRY(translate_group(t, group, name, NULL, &child));
    operands_add(t, operands, child, false);
    return STATUS_OK;
  }
  const Slot graph = {.kind = SLOT_VAR, .var = variables_fresh_rdf(t->variables, "graph")};
  const Binding binding = {name.var, expr_var(t->arena, t->variables, graph.var)};
  TRY(translate_group(t, group, graph, NULL, &child));
  if (!varset_has(&group->scope, element->u.graph.name.var)) {
    operands_add(t, operands, node_extend(t->arena, child, 1, &binding), false);
    return STATUS_OK;
  }
  const Node *names = node_graph_names(t->arena, graph, element->at);
  operands_add(t, operands, child, false);
  operands_add(t, operands, node_extend(t->arena, names, 1, &binding), false);
  return STATUS_OK;
}

static Status add_service(Translator *t, const AstElement *element, Operands *operands) {
  const Node *child = NULL;
  TRY(translate_group(t, element->u.service.group, (Slot){.kind = SLOT_NONE}, NULL, &child));
  const Slot endpoint = translate_slot(t, &element->u.service.endpoint);
  operands_add(t, operands,
               node_service(t->arena, endpoint, element->u.service.silent, element->u.service.text,
                            child, element->at),
               false);
  return STATUS_OK;
}

static Status add_union(Translator *t, const AstElement *element, Slot graph, Operands *operands) {
  const size_t count = element->u.union_.count;
  const Node **branch = ARENA_ARRAY(t->arena, const Node *, count);
  for (size_t i = 0; i < count; i++)
    TRY(translate_group(t, element->u.union_.branch[i], graph, NULL, &branch[i]));
  operands_add(t, operands, translate_branches(t, count, branch), true);
  return STATUS_OK;
}

static Status add_bind(Translator *t, const AstElement *element, Slot graph, Operands *operands) {
  Binding binding = {translate_var(t, element->u.bind.var), NULL};
  TRY(translate_expr(t, element->u.bind.expr, graph, NULL, &binding.expr));
  const Node *child = operands_join(t, operands, graph);
  operands_replace(t, operands, node_extend(t->arena, child, 1, &binding));
  return STATUS_OK;
}

static Status add_element(Translator *t, const AstElement *element, Slot graph, Operands *operands,
                          ExprVec *filters) {
  switch (element->kind) {
    case ELEMENT_TRIPLES: add_triples(t, element, graph, operands); return STATUS_OK;
    case ELEMENT_FILTER: {
      const Expr *condition = NULL;
      TRY(translate_expr(t, element->u.filter, graph, NULL, &condition));
      VEC_PUSH(t->arena, filters, condition);
      return STATUS_OK;
    }
    case ELEMENT_OPTIONAL: return add_optional(t, element, graph, operands);
    case ELEMENT_UNION: return add_union(t, element, graph, operands);
    case ELEMENT_MINUS: return add_minus(t, element, graph, operands);
    case ELEMENT_GRAPH: return add_graph(t, element, operands);
    case ELEMENT_SERVICE: return add_service(t, element, operands);
    case ELEMENT_BIND: return add_bind(t, element, graph, operands);
    case ELEMENT_VALUES:
      operands_add(t, operands, translate_data(t, &element->u.values), false);
      return STATUS_OK;
  }
  return STATUS_OK;
}

Status translate_group(Translator *t, const AstGroup *group, Slot graph, const Expr **filter,
                       const Node **out) {
  if (filter != NULL) *filter = NULL;
  if (group->select != NULL) return translate_level(t, group->select, graph, true, out);
  Operands operands = {0};
  ExprVec filters = {0};
  for (size_t i = 0; i < group->count; i++)
    TRY(add_element(t, &group->element[i], graph, &operands, &filters));
  *out = operands_join(t, &operands, graph);
  const Expr *condition = translate_and(t, filters.count, filters.item);
  if (filter != NULL) {
    *filter = condition;
  } else if (condition != NULL) {
    *out = node_filter(t->arena, *out, condition);
  }
  return STATUS_OK;
}
