// Chains read off rules, and the path that a component's chains amount to.
#include "rewriter/rule/role.h"

#include "base/rdf/vocabulary.h"
#include "base/vec.h"

// A step of a chain: a path, or a member of the component itself (number member, path NULL).
typedef struct Step {
  const Path *path;
  unsigned member;
  bool turned;
} Step;
typedef VEC(Step) Steps;

typedef VEC(const Path *) Paths;

// A predicate of the component; class_: of rdf:type.
typedef struct Member {
  RuleKey key;
  bool known;   // reached from the first one
  bool turned;  // its pairs are the first one's, turned round
} Member;

typedef struct Roles {
  const RuleSet *set;
  const Component *component;
  Arena *arena;
  VEC(Member) members;
  bool classes;
  bool symmetric, transitive;
  Paths before, after;  // v and w, for the first member's direction
} Roles;

// --- Paths ---------------------------------------------------------------------------------------

static const Path *path_of(Arena *arena, PathKind kind, size_t count, const Path *const child[]) {
  Path *path = ARENA_NEW(arena, Path);
  path->kind = kind;
  path->count = count;
  path->child = arena_copy(arena, child, count * sizeof *child);
  return path;
}

static const Path *link(Arena *arena, const Symbol *iri) {
  Path *path = ARENA_NEW(arena, Path);
  path->kind = PATH_LINK;
  path->iri = iri;
  return path;
}

// The path walked backwards; inverses stand at links only, as the algebra has them.
static const Path *turn(Arena *arena, const Path *path) {
  if (path->kind == PATH_INVERSE) return path->child[0];
  if (path->kind == PATH_LINK) return path_of(arena, PATH_INVERSE, 1, &path);
  const Path **child = ARENA_ARRAY(arena, const Path *, path->count + 1);
  const bool sequence = path->kind == PATH_SEQUENCE;
  for (size_t i = 0; i < path->count; i++)
    child[i] = turn(arena, path->child[sequence ? path->count - 1 - i : i]);
  return path_of(arena, path->kind, path->count, child);
}

static const Path *any_of(Arena *arena, const Paths *paths) {
  return paths->count == 1 ? paths->item[0]
                           : path_of(arena, PATH_ALTERNATIVE, paths->count, paths->item);
}

static const Path *sequence(Arena *arena, const Steps *steps, size_t from, size_t to) {
  Paths parts = {0};
  for (size_t i = from; i < to; i++) VEC_PUSH(arena, &parts, steps->item[i].path);
  return parts.count == 1 ? parts.item[0] : path_of(arena, PATH_SEQUENCE, parts.count, parts.item);
}

// --- Chains --------------------------------------------------------------------------------------

static int member_of(const Roles *roles, const RuleKey *key) {
  for (size_t i = 0; i < roles->members.count; i++) {
    const RuleKey *member = &roles->members.item[i].key;
    if (member->predicate == key->predicate && member->class_ == key->class_) return (int)i;
  }
  return -1;
}

// Could the predicate, or class, be met by a clause of the component?
static bool meets_component(const Roles *roles, const RuleKey *key) {
  for (size_t i = 0; i < roles->members.count; i++)
    if (rule_keys_meet(&roles->members.item[i].key, key)) return true;
  return false;
}

// One pattern of a body as a step between two variables. A class of the component is looked at
// where one stands: from == to.
typedef struct Edge {
  VarId from, to;
  Step step;
  bool used;
} Edge;
typedef VEC(Edge) Edges;

static bool read_edge(const Roles *roles, const Node *node, Edge *out) {
  Arena *arena = roles->arena;
  *out = (Edge){0};
  if (node->kind == NODE_PATH) {
    if (node->u.path.subject.kind != SLOT_VAR || node->u.path.object.kind != SLOT_VAR ||
        node->u.path.graph.kind != SLOT_NONE || node->u.path.path->kind == PATH_NEGATED)
      return false;
    *out = (Edge){
        node->u.path.subject.var, node->u.path.object.var, {.path = node->u.path.path}, false};
    return true;
  }
  if (node->kind != NODE_TRIPLE || node->u.triple.graph.kind != SLOT_NONE ||
      node->u.triple.subject.kind != SLOT_VAR || node->u.triple.predicate.kind != SLOT_TERM)
    return false;
  const RuleKey key = rule_key(&node->u.triple.predicate, &node->u.triple.object);
  const int member = member_of(roles, &key);
  if (member >= 0 && roles->classes) {
    *out = (Edge){node->u.triple.subject.var,
                  node->u.triple.subject.var,
                  {.member = (unsigned)member},
                  false};
    return true;
  }
  if (node->u.triple.object.kind != SLOT_VAR) return false;
  out->from = node->u.triple.subject.var;
  out->to = node->u.triple.object.var;
  if (member >= 0)
    out->step.member = (unsigned)member;
  else if (meets_component(roles, &key))
    return false;
  else
    out->step.path = link(arena, key.predicate);
  return true;
}

static bool read_edges(const Roles *roles, const Node *body, Edges *out) {
  if (body->kind == NODE_JOIN) {
    for (size_t i = 0; i < body->child_count; i++)
      if (!read_edges(roles, body->child[i], out)) return false;
    return true;
  }
  Edge edge;
  if (!read_edge(roles, body, &edge)) return false;
  VEC_PUSH(roles->arena, out, edge);
  return true;
}

// Walks from one variable to the other over each edge once. Every variable on the way is new, so
// that nothing but the steps joins them.
static bool walk(const Roles *roles, Edges *edges, VarId from, int to, Steps *out) {
  VarSet seen = varset_empty(roles->arena);
  VarId at = from;
  for (size_t done = 0; done < edges->count; done++) {
    varset_add(&seen, at);
    Edge *next = NULL;
    for (size_t i = 0; i < edges->count; i++) {
      Edge *edge = &edges->item[i];
      if (edge->used || (edge->from != at && edge->to != at)) continue;
      const bool look = edge->step.path == NULL && edge->from == edge->to;
      if (look && done + 1 < edges->count) continue;  // a class is looked at last
      if (next != NULL) return false;
      next = edge;
    }
    if (next == NULL) return false;
    next->used = true;
    Step step = next->step;
    if (next->from == next->to && !(roles->classes && next->step.path == NULL)) return false;
    const bool turned = next->from != at;
    const VarId far = turned ? next->from : next->to;
    if (turned && step.path != NULL) step.path = turn(roles->arena, step.path);
    step.turned = turned;
    VEC_PUSH(roles->arena, out, step);
    if (far != at && varset_has(&seen, far)) return false;
    at = far;
  }
  return to < 0 || at == (VarId)to;
}

// The chain of a clause from its head's subject to its object (classes: to a look at a member).
static bool read_chain(const Roles *roles, const Clause *clause, Steps *out) {
  const TripleTemplate *head = clause->head;
  if (head->subject.kind != SLOT_VAR) return false;
  if (!roles->classes && (head->object.kind != SLOT_VAR || head->object.var == head->subject.var))
    return false;
  Edges edges = {0};
  if (!read_edges(roles, clause->rule->body, &edges)) return false;
  return walk(roles, &edges, head->subject.var, roles->classes ? -1 : (int)head->object.var, out);
}

// --- Members -------------------------------------------------------------------------------------

static bool collect_members(Roles *roles) {
  for (size_t i = 0; i < roles->component->count; i++) {
    const RuleKey *key = &roles->set->clause[roles->component->clause[i]].key;
    if (key->predicate == NULL) return false;
    const bool class_ = key->predicate == &RDF_TYPE;
    if (class_ && key->class_ == NULL) return false;
    if (i > 0 && class_ != roles->classes) return false;
    roles->classes = class_;
    if (member_of(roles, key) >= 0) continue;
    const Member member = {*key, i == 0, false};
    VEC_PUSH(roles->arena, &roles->members, member);
  }
  return !roles->classes || roles->members.count == 1;
}

typedef struct Chain {
  unsigned member;
  Steps steps;
} Chain;
typedef VEC(Chain) Chains;

static bool is_unit(const Chain *chain) {
  return chain->steps.count == 1 && chain->steps.item[0].path == NULL;
}

// Do rules of one step lead from each member to each other?
static bool all_one(const Roles *roles, const Chains *chains) {
  const size_t count = roles->members.count;
  bool *reached = ARENA_ARRAY(roles->arena, bool, count);
  for (unsigned direction = 0; direction < 2; direction++) {
    memset(reached, 0, count * sizeof *reached);
    reached[0] = true;
    for (size_t round = 0; round < count; round++)
      for (size_t i = 0; i < chains->count; i++) {
        if (!is_unit(&chains->item[i])) continue;
        const unsigned a = chains->item[i].member, b = chains->item[i].steps.item[0].member;
        if (reached[direction == 0 ? a : b]) reached[direction == 0 ? b : a] = true;
      }
    for (size_t i = 0; i < count; i++)
      if (!reached[i]) return false;
  }
  return true;
}

// Which way round each member is; a contradiction means that they are symmetric.
static void orient(Roles *roles, const Chains *chains) {
  for (size_t round = 0; round < roles->members.count; round++)
    for (size_t i = 0; i < chains->count; i++) {
      if (!is_unit(&chains->item[i])) continue;
      const Step *step = &chains->item[i].steps.item[0];
      Member *a = &roles->members.item[chains->item[i].member];
      Member *b = &roles->members.item[step->member];
      if (a->known && b->known) {
        roles->symmetric |= (a->turned != b->turned) != step->turned;
      } else if (a->known || b->known) {
        Member *from = a->known ? a : b, *to = a->known ? b : a;
        to->known = true;
        to->turned = from->turned != step->turned;
      }
    }
}

// --- The grammar ---------------------------------------------------------------------------------

static bool take_chain(Roles *roles, const Chain *chain) {
  Arena *arena = roles->arena;
  const Steps *steps = &chain->steps;
  size_t count = 0, at = 0;
  for (size_t i = 0; i < steps->count; i++)
    if (steps->item[i].path == NULL) {
      count++;
      at = i;
    }
  if (roles->classes) {
    if (count != 1 || at + 1 != steps->count) return false;
    if (at > 0) VEC_PUSH(arena, &roles->before, sequence(arena, steps, 0, at));
    return true;
  }
  const bool turned = roles->members.item[chain->member].turned;
  if (count == 2 && steps->count == 2) {
    for (size_t i = 0; i < 2; i++) {
      const bool other = roles->members.item[steps->item[i].member].turned != steps->item[i].turned;
      // r → r ^r is another relation, unless they are the same.
      if (other != turned && !roles->symmetric) return false;
    }
    roles->transitive = true;
    return true;
  }
  if (count != 1) return false;
  if (steps->count == 1) return true;  // orient() has seen it
  const bool first = at == 0, last = at + 1 == steps->count;
  if (!first && !last) return false;
  const Step *own = &steps->item[at];
  const bool other = roles->members.item[own->member].turned != own->turned;
  if (other != turned && !roles->symmetric) return false;
  const Path *rest =
      first ? sequence(arena, steps, 1, steps->count) : sequence(arena, steps, 0, at);
  // Turned round, what came after comes before.
  if (turned) rest = turn(arena, rest);
  if (first != turned)
    VEC_PUSH(arena, &roles->after, rest);
  else
    VEC_PUSH(arena, &roles->before, rest);
  return true;
}

static const Path *repeated(Arena *arena, PathKind kind, const Path *path) {
  return path_of(arena, kind, 1, &path);
}

static const Path *pairs_path(Roles *roles) {
  Arena *arena = roles->arena;
  Paths base = {0};
  for (size_t i = 0; i < roles->members.count; i++) {
    const Member *member = &roles->members.item[i];
    const Path *path = link(arena, member->key.predicate);
    VEC_PUSH(arena, &base, member->turned ? turn(arena, path) : path);
    if (roles->symmetric) VEC_PUSH(arena, &base, member->turned ? path : turn(arena, path));
  }
  if (roles->symmetric) {
    const size_t before = roles->before.count, after = roles->after.count;
    for (size_t i = 0; i < after; i++)
      VEC_PUSH(arena, &roles->before, turn(arena, roles->after.item[i]));
    for (size_t i = 0; i < before; i++)
      VEC_PUSH(arena, &roles->after, turn(arena, roles->before.item[i]));
  }
  Paths word = {0};
  if (roles->before.count > 0)
    VEC_PUSH(arena, &word, repeated(arena, PATH_ZERO_OR_MORE, any_of(arena, &roles->before)));
  VEC_PUSH(arena, &word, any_of(arena, &base));
  if (roles->after.count > 0)
    VEC_PUSH(arena, &word, repeated(arena, PATH_ZERO_OR_MORE, any_of(arena, &roles->after)));
  const Path *path =
      word.count == 1 ? word.item[0] : path_of(arena, PATH_SEQUENCE, word.count, word.item);
  return roles->transitive ? repeated(arena, PATH_ONE_OR_MORE, path) : path;
}

const Role *role_make(const RuleSet *set, const Component *component) {
  Arena *arena = set->arena;
  Roles roles = {.set = set, .component = component, .arena = arena};
  if (!collect_members(&roles)) return NULL;
  Chains chains = {0};
  for (size_t i = 0; i < component->count; i++) {
    const Clause *clause = &set->clause[component->clause[i]];
    Chain chain = {.member = (unsigned)member_of(&roles, &clause->key)};
    if (!read_chain(&roles, clause, &chain.steps)) return NULL;
    VEC_PUSH(arena, &chains, chain);
  }
  if (!roles.classes) {
    if (!all_one(&roles, &chains)) return NULL;
    orient(&roles, &chains);
  }
  for (size_t i = 0; i < chains.count; i++)
    if (!take_chain(&roles, &chains.item[i])) return NULL;
  RoleMember *members = ARENA_ARRAY(arena, RoleMember, roles.members.count);
  for (size_t i = 0; i < roles.members.count; i++)
    members[i] = (RoleMember){roles.members.item[i].key.predicate, roles.members.item[i].turned};
  Role *role = ARENA_NEW(arena, Role);
  *role = (Role){.member_count = roles.members.count, .member = members};
  if (roles.classes) {
    role->class_ = roles.members.item[0].key.class_;
    if (roles.before.count == 0) return NULL;
    role->path = repeated(arena, PATH_ONE_OR_MORE, any_of(arena, &roles.before));
  } else {
    role->path = pairs_path(&roles);
  }
  return role;
}
