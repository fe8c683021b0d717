// Sideways information passing: for each recursive pattern of a rule, the call, which of the other
// patterns lead to it from what is bound in the head.
//
// A body is taken apart into alternatives (one for each branch of a UNION around a call), each a
// list of parts that are joined. From the variable bound in the head, parts that share one are
// taken until the call's is bound too; then those that only narrow it down. Leaving a part out
// makes more be asked for than is needed, never less, so OPTIONAL and MINUS around the call are
// left out.
#include "rewriter/rule/magic.h"

#include "rewriter/rule/body.h"

enum { MOST_ALTERNATIVES = 64 };

typedef VEC(const Node *) Parts;

typedef struct Alternative {
  const Node *call;  // NULL: none
  Parts parts;
  VEC(const Expr *) conditions;
} Alternative;

typedef VEC(Alternative) Alternatives;

typedef struct Planner {
  Arena *arena;
  const RuleSet *rules;
  const Component *component;
} Planner;

const Slot *magic_slot(const Slot *subject, const Slot *object, size_t place) {
  return place == 0 ? subject : object;
}

// Does the pattern lead back into the component?
static bool is_call(const Planner *planner, const Node *triple) {
  const RuleKey key = rule_key(&triple->u.triple.predicate, &triple->u.triple.object);
  for (size_t i = 0; i < planner->component->count; i++) {
    const Clause *clause = &planner->rules->clause[planner->component->clause[i]];
    if (triple->u.triple.graph.kind != SLOT_NONE && !clause->rule->each_graph) continue;
    if (rule_keys_meet(&key, &clause->key)) return true;
  }
  return false;
}

static bool has_call(const Planner *planner, const Node *node) {
  if (node->kind == NODE_TRIPLE) return is_call(planner, node);
  for (size_t i = 0; i < node->child_count; i++)
    if (has_call(planner, node->child[i])) return true;
  return false;
}

// --- Bodies taken apart --------------------------------------------------------------------------

static bool take_apart(const Planner *planner, const Node *node, Alternatives *out);

static bool both(const Planner *planner, const Alternative *a, const Alternative *b,
                 Alternatives *out) {
  if (a->call != NULL && b->call != NULL) return false;
  Alternative all = {.call = a->call != NULL ? a->call : b->call};
  const Alternative *of[] = {a, b};
  for (size_t i = 0; i < 2; i++) {
    for (size_t j = 0; j < of[i]->parts.count; j++)
      VEC_PUSH(planner->arena, &all.parts, of[i]->parts.item[j]);
    for (size_t j = 0; j < of[i]->conditions.count; j++)
      VEC_PUSH(planner->arena, &all.conditions, of[i]->conditions.item[j]);
  }
  VEC_PUSH(planner->arena, out, all);
  return out->count <= MOST_ALTERNATIVES;
}

static bool take_join(const Planner *planner, const Node *node, Alternatives *out) {
  Alternatives all = {0};
  const Alternative nothing = {0};
  VEC_PUSH(planner->arena, &all, nothing);
  for (size_t i = 0; i < node->child_count; i++) {
    Alternatives child = {0}, next = {0};
    if (!take_apart(planner, node->child[i], &child)) return false;
    for (size_t a = 0; a < all.count; a++)
      for (size_t b = 0; b < child.count; b++)
        if (!both(planner, &all.item[a], &child.item[b], &next)) return false;
    all = next;
  }
  for (size_t i = 0; i < all.count; i++) VEC_PUSH(planner->arena, out, all.item[i]);
  return out->count <= MOST_ALTERNATIVES;
}

// A condition over what is always bound where it stands says the same further out.
static bool is_movable(const Planner *planner, const Node *filter) {
  const Expr *condition = filter->u.filter.condition;
  VarSet used = varset_empty(planner->arena);
  expr_variables(condition, &used);
  for (int v = varset_next(&used, 0); v >= 0; v = varset_next(&used, v + 1))
    if (!varset_has(&filter->child[0]->certain, (VarId)v)) return false;
  return !rule_has_exists(condition);
}

static bool take_apart(const Planner *planner, const Node *node, Alternatives *out) {
  Arena *arena = planner->arena;
  if (node->kind == NODE_JOIN) return take_join(planner, node, out);
  if (node->kind == NODE_TRIPLE && is_call(planner, node)) {
    const Alternative call = {.call = node};
    VEC_PUSH(arena, out, call);
    return true;
  }
  if (!has_call(planner, node)) {
    Alternative part = {0};
    VEC_PUSH(arena, &part.parts, node);
    VEC_PUSH(arena, out, part);
    return true;
  }
  const size_t before = out->count;
  switch (node->kind) {
    case NODE_UNION:
      for (size_t i = 0; i < node->child_count; i++)
        if (!take_apart(planner, node->child[i], out)) return false;
      return out->count <= MOST_ALTERNATIVES;
    case NODE_FILTER:
      if (!take_apart(planner, node->child[0], out)) return false;
      for (size_t i = before; i < out->count && is_movable(planner, node); i++)
        VEC_PUSH(arena, &out->item[i].conditions, node->u.filter.condition);
      return true;
    case NODE_MINUS:
    case NODE_LEFTJOIN: return take_apart(planner, node->child[0], out);
    default: return false;
  }
}

// --- What binds the call -------------------------------------------------------------------------

// Parts that lead from the bound variable to the call's, in *step. False: none do.
static bool lead_to(const Planner *planner, const Alternative *from, VarId bound, VarId asked,
                    MagicStep *step) {
  Arena *arena = planner->arena;
  VarSet known = varset_empty(arena);
  varset_add(&known, bound);
  Parts chosen = {0};
  bool *taken = ARENA_ARRAY(arena, bool, from->parts.count + 1);
  for (bool more = true; more && !varset_has(&known, asked);) {
    more = false;
    for (size_t i = 0; i < from->parts.count && !varset_has(&known, asked); i++) {
      const Node *part = from->parts.item[i];
      if (taken[i] || !varset_intersects(&part->certain, &known)) continue;
      taken[i] = more = true;
      varset_add_all(&known, &part->certain);
      VEC_PUSH(arena, &chosen, part);
    }
  }
  if (!varset_has(&known, asked)) return false;
  for (size_t i = 0; i < from->parts.count; i++) {
    const Node *part = from->parts.item[i];
    if (!taken[i] && varset_intersects(&part->certain, &known) &&
        varset_subset(&part->variables, &known))
      VEC_PUSH(arena, &chosen, part);
  }
  VEC(const Expr *) conditions = {0};
  for (size_t i = 0; i < from->conditions.count; i++) {
    VarSet used = varset_empty(arena);
    expr_variables(from->conditions.item[i], &used);
    if (varset_subset(&used, &known)) VEC_PUSH(arena, &conditions, from->conditions.item[i]);
  }
  step->part_count = chosen.count;
  step->part = chosen.item;
  step->condition_count = conditions.count;
  step->condition = conditions.item;
  return true;
}

static bool plan_step(const Planner *planner, const Clause *clause, const Alternative *alternative,
                      size_t place, MagicStep *step) {
  const Slot *head = magic_slot(&clause->head->subject, &clause->head->object, place);
  const Node *call = alternative->call;
  const Slot *asked = magic_slot(&call->u.triple.subject, &call->u.triple.object, place);
  if (head->kind != SLOT_VAR || call->u.triple.predicate.kind != SLOT_TERM) return false;
  *step = (MagicStep){.clause = clause, .call = call};
  return asked->kind == SLOT_TERM || lead_to(planner, alternative, head->var, asked->var, step);
}

bool magic_plan(Arena *arena, const RuleSet *rules, unsigned component, size_t place,
                MagicPlan *out) {
  const Planner planner = {arena, rules, &rules->component[component]};
  VEC(MagicStep) steps = {0};
  for (size_t i = 0; i < planner.component->count; i++) {
    const Clause *clause = &rules->clause[planner.component->clause[i]];
    if (clause->head->predicate.kind != SLOT_TERM) return false;
    Alternatives alternatives = {0};
    if (!take_apart(&planner, clause->rule->body, &alternatives)) return false;
    for (size_t j = 0; j < alternatives.count; j++) {
      MagicStep step;
      if (alternatives.item[j].call == NULL) continue;
      if (!plan_step(&planner, clause, &alternatives.item[j], place, &step)) return false;
      VEC_PUSH(arena, &steps, step);
    }
  }
  *out = (MagicPlan){steps.count, steps.item};
  return steps.count > 0;
}
