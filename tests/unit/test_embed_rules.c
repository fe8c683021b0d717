// Rules: what is learnt, judged and printed; what they answer, against asking every rule that
// matches, one after another.
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/memory.h"
#include "embed/rules/apply.h"
#include "embed/rules/learn.h"
#include "tests/support/families.h"
#include "tests/support/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { MOST_ANSWERS = 1000 };  // as apply.c has it

// --- The reference -------------------------------------------------------------------------------

// The answers that one rule gives to the query, each once; *count of them.
static int32_t *rule_answers(const Graph *graph, const Rule *rule, LinkQuery query, size_t *count) {
  Marks marks = marks_create(graph->entities);
  EntityList found = {0};
  int32_t reversed[RULE_MOST_ATOMS];
  path_reverse(graph->relations, rule->body, rule->length, reversed);
  const bool about_head = rule->head == query.relation;
  const bool about_answer = !rule_is_cyclic(rule) &&
                            rule->head == relation_inverse(graph->relations, query.relation) &&
                            rule->constant == query.head && rule->length > 0;
  if (about_head && rule_is_cyclic(rule)) {
    (void)path_follow(graph, query.head, rule->body, rule->length, 4000, &marks, &found);
  } else if (about_head) {
    const EdgeSpan facts = graph_answers(graph, query.head, rule->body[0]);
    bool holds = rule->length == 0 || (rule->end < 0 && facts.count > 0);
    if (rule->length > 0 && rule->end >= 0)
      holds = graph_has(graph, query.head, rule->body[0], rule->end);
    if (holds) entity_list_add(&found, rule->constant);
  } else if (about_answer && rule->end >= 0) {
    (void)path_follow(graph, rule->end, reversed, rule->length, 4000, &marks, &found);
  } else if (about_answer) {
    for (int32_t e = 0; e < graph->entities; e++)
      if (graph_answers(graph, e, rule->body[0]).count > 0) entity_list_add(&found, e);
  }
  marks_free(&marks);
  *count = found.count;
  return found.item;
}

static const RuleList *sorted;

static int by_confidence(const void *a, const void *b) {
  const uint32_t *x = a, *y = b;
  const float p = sorted->rule[*x].confidence, q = sorted->rule[*y].confidence;
  if (p != q) return p > q ? -1 : 1;
  return (*x > *y) - (*x < *y);
}

// reference[e].rules is 0 for what is no answer.
static Prediction *ask_all(const RuleList *rules, const Graph *graph, LinkQuery query,
                           size_t *answers) {
  Prediction *reference = memory_take((size_t)graph->entities, sizeof *reference);
  uint32_t *order = memory_take(rules->count, sizeof *order);
  for (size_t i = 0; i < rules->count; i++) order[i] = (uint32_t)i;
  sorted = rules;
  qsort(order, rules->count, sizeof *order, by_confidence);
  *answers = 0;
  for (size_t i = 0; i < rules->count; i++) {
    size_t count;
    int32_t *found = rule_answers(graph, &rules->rule[order[i]], query, &count);
    for (size_t k = 0; k < count; k++) {
      if (found[k] == query.head || graph_has(graph, query.head, query.relation, found[k]))
        continue;
      Prediction *p = &reference[found[k]];
      if (p->rules == 0 && (*answers)++ >= MOST_ANSWERS) {
        (*answers)--;
        continue;
      }
      if (p->rules < PREDICTION_RULES) p->rule[p->rules++] = order[i];
    }
    free(found);
  }
  free(order);
  return reference;
}

static void expect_all(const RuleList *rules, const Graph *graph, LinkQuery query) {
  RuleIndex *index = rule_index_create(rules, graph, AGGREGATE_MAX);
  PredictionList list = {0};
  rule_index_predict(index, query, &list);
  size_t answers;
  Prediction *reference = ask_all(rules, graph, query, &answers);
  CU_ASSERT_EQUAL(list.count, answers);
  for (size_t i = 0; i < list.count; i++) {
    const Prediction *found = &list.item[i], *wanted = &reference[found->entity];
    CU_ASSERT_EQUAL(found->rules, wanted->rules);
    CU_ASSERT_EQUAL(memcmp(found->rule, wanted->rule, sizeof found->rule), 0);
    CU_ASSERT(i == 0 || found->score <= list.item[i - 1].score);
  }
  free(reference);
  free(list.item);
  rule_index_destroy(index);
}

// --- Graphs --------------------------------------------------------------------------------------

static int by_head(const void *a, const void *b) {
  const Rule *x = a, *y = b;
  if (x->head != y->head) return x->head < y->head ? -1 : 1;
  return (x->confidence < y->confidence) - (x->confidence > y->confidence);
}

static Rule random_rule(Random *random, int32_t entities, int32_t relations) {
  Rule rule = {.head = (int32_t)random_below(random, 2 * (uint32_t)relations),
               .constant = -1,
               .end = -1,
               .length = 1,
               // A few values, so that many are equal.
               .confidence = (float)(1 + random_below(random, 20)) / 21};
  const uint32_t kind = random_below(random, 4);
  if (kind == 0) rule.length += (int32_t)random_below(random, 3);
  if (kind > 0) rule.constant = (int32_t)random_below(random, (uint32_t)entities);
  if (kind == 1) rule.end = (int32_t)random_below(random, (uint32_t)entities);
  if (kind == 3) rule.length = 0;
  for (int32_t i = 0; i < RULE_MOST_ATOMS; i++)
    rule.body[i] = i < rule.length ? (int32_t)random_below(random, 2 * (uint32_t)relations) : -1;
  return rule;
}

static void every_matching_rule_is_asked_in_order(void) {
  enum { ENTITIES = 40, RELATIONS = 5, TRIPLES = 300, RULES = 2000 };
  Random random = random_create(7, 0);
  static Triple triples[TRIPLES];
  static Rule rule[RULES];
  for (int i = 0; i < TRIPLES; i++)
    triples[i] = (Triple){(int32_t)random_below(&random, ENTITIES),
                          (int32_t)random_below(&random, RELATIONS),
                          (int32_t)random_below(&random, ENTITIES)};
  for (int i = 0; i < RULES; i++) rule[i] = random_rule(&random, ENTITIES, RELATIONS);
  qsort(rule, RULES, sizeof *rule, by_head);
  const RuleList rules = {rule, RULES};
  Graph graph = graph_build(triples, TRIPLES, ENTITIES, RELATIONS);
  for (int32_t e = 0; e < ENTITIES; e += 5)
    for (int32_t r = 0; r < 2 * RELATIONS; r++) expect_all(&rules, &graph, (LinkQuery){e, r});
  graph_free(&graph);
}

// More answers than are kept, and more rules for each than are kept: the last rules are not asked.
static void rules_that_change_nothing_are_left_out(void) {
  enum { TAILS = 1100, BODIES = 12 };
  static Triple triples[TAILS * BODIES];
  static Rule rule[BODIES];
  size_t count = 0;
  for (int32_t r = 0; r < BODIES; r++) {
    for (int32_t t = 0; t < TAILS; t++) triples[count++] = (Triple){0, r + 1, t + 1};
    rule[r] = (Rule){.constant = -1,
                     .end = -1,
                     .length = 1,
                     .body = {r + 1, -1, -1, -1, -1, -1},
                     .confidence = (float)(20 - r) / 21};
  }
  const RuleList rules = {rule, BODIES};
  Graph graph = graph_build(triples, count, TAILS + 1, BODIES + 1);
  expect_all(&rules, &graph, (LinkQuery){0, 0});
  graph_free(&graph);
}

// Relations that share a place among the bits of what a head has.
static void many_relations_are_told_apart(void) {
  enum { RELATIONS = 3 * GRAPH_MET_BITS };
  static Triple triples[RELATIONS];
  for (int32_t r = 0; r < RELATIONS; r++) triples[r] = (Triple){r % 7, r, 7 + r % 5};
  Graph graph = graph_build(triples, RELATIONS, 12, RELATIONS);
  for (int32_t e = 0; e < 12; e++)
    for (int32_t r = 0; r < 2 * RELATIONS; r++) {
      const bool wanted = r < RELATIONS ? e == r % 7 : e == 7 + (r - RELATIONS) % 5;
      CU_ASSERT_EQUAL(graph_answers(&graph, e, r).count, wanted);
    }
  graph_free(&graph);
}

// --- Learning, judging, printing -----------------------------------------------------------------

static void rules_find_how_the_graph_was_made(void) {
  TrainingData owner = families();
  Settings settings = settings_default(NULL, 0);
  settings.rules_time = 0.5;
  Trained trained = families_train(&owner, &settings, 1, true);
  const int32_t lives = families_relation(&owner, "lives"),
                parent = families_relation(&owner, "parent");
  const int32_t child = families_relation(&owner, "childof");
  // childof(X, Y) <- parent(Y, X), which always holds; lives(X, Y) <- childof(X, A), lives(A, Y).
  bool inverse = false, same_town = false;
  for (size_t i = 0; i < trained.rules.count; i++) {
    const Rule *rule = &trained.rules.rule[i];
    if (i > 0 && trained.rules.rule[i - 1].head == rule->head)
      CU_ASSERT(trained.rules.rule[i - 1].confidence >= rule->confidence);
    if (!rule_is_cyclic(rule)) continue;
    if (rule->head == child && rule->length == 1 && rule->body[0] == parent + 4) {
      inverse = true;
      CU_ASSERT_EQUAL(rule->support, rule->predicted);
    }
    if (rule->head == lives && rule->length == 2 && rule->body[0] == child &&
        rule->body[1] == lives)
      same_town = true;
  }
  CU_ASSERT(inverse);
  CU_ASSERT(same_town);
  CU_ASSERT(families_mrr(&trained) > 0.95);
  learn_free(&trained);
  training_data_free(&owner);
}

static Trained learn_by_draws(TrainingData *owner, int64_t seed) {
  *owner = families();
  Settings settings = settings_default(NULL, 0);
  settings.rule_draws = 300;
  settings.seed = seed;
  return families_train(owner, &settings, 1, true);
}

static bool same_rules(const Trained *a, const Trained *b) {
  if (a->rules.count != b->rules.count) return false;
  for (size_t i = 0; i < a->rules.count; i++)
    if (memcmp(&a->rules.rule[i], &b->rules.rule[i], sizeof(Rule)) != 0) return false;
  return true;
}

static void rules_by_draws_can_be_repeated(void) {
  TrainingData owner[3];
  Trained first = learn_by_draws(&owner[0], 1), again = learn_by_draws(&owner[1], 1),
          other = learn_by_draws(&owner[2], 2);
  CU_ASSERT(first.rules.count > 0);
  CU_ASSERT(same_rules(&first, &again));
  CU_ASSERT_FALSE(same_rules(&first, &other));
  Trained *const all[] = {&first, &again, &other};
  for (size_t i = 0; i < COUNT(all); i++) {
    learn_free(all[i]);
    training_data_free(&owner[i]);
  }
}

static void rules_are_judged_exactly_where_they_can_be(void) {
  // q(0, 1), q(0, 2), q(3, 4); p(0, 1), p(3, 4).
  static const Triple triples[] = {{0, 1, 1}, {0, 1, 2}, {3, 1, 4}, {0, 0, 1}, {3, 0, 4}};
  Graph graph = graph_build(triples, COUNT(triples), 5, 2);
  Rule rule = {.head = 0, .constant = -1, .end = -1, .length = 1, .body = {1}};
  rule_judge(&graph, &rule, 1);
  CU_ASSERT_EQUAL(rule.support, 2);
  CU_ASSERT_EQUAL(rule.predicted, 3);
  CU_ASSERT_DOUBLE_EQUAL((double)rule.confidence, 2.0 / 8, 1e-6);
  rule = (Rule){.head = 0, .constant = 4, .end = -1, .length = 1, .body = {1}};
  rule_judge(&graph, &rule, 1);
  CU_ASSERT_EQUAL(rule.support, 1);
  CU_ASSERT_EQUAL(rule.predicted, 2);
  rule = (Rule){.head = 0, .constant = 1, .end = 2, .length = 1, .body = {1}};
  rule_judge(&graph, &rule, 1);
  CU_ASSERT_EQUAL(rule.support, 1);
  CU_ASSERT_EQUAL(rule.predicted, 1);
  graph_free(&graph);
}

static void rules_are_printed_for_people_and_as_queries(void) {
  DictionaryBuilder entities = {0}, relations = {0};
  (void)dictionary_add(&entities, "http://a/paris", 14);
  (void)dictionary_add(&relations, "http://a#in", 11);
  (void)dictionary_add(&relations, "http://a#of", 11);
  const Dictionary e = dictionary_view(&entities), r = dictionary_view(&relations);
  Buffer out = {0};
  const Rule cyclic = {.head = 0,
                       .constant = -1,
                       .end = -1,
                       .length = 2,
                       .body = {3, 0},
                       .support = 2,
                       .predicted = 3,
                       .confidence = 0.25f};
  rule_print(&cyclic, &e, &r, &out);
  CU_ASSERT_STRING_EQUAL(buffer_text(&out), "in(X, Y) <- of(A, X), in(A, Y) [0.250 = 2/3]");
  buffer_clear(&out);
  CU_ASSERT(rule_print_sparql(&cyclic, RULE_HEAD_ITSELF, &e, &r, &out));
  CU_ASSERT_STRING_EQUAL(
      buffer_text(&out),
      "CONSTRUCT { ?X <http://a#in> ?Y } WHERE { ?A <http://a#of> ?X . ?A <http://a#in> ?Y . "
      "FILTER(?X != ?A) FILTER(?X != ?Y) FILTER(?A != ?Y) }");
  buffer_clear(&out);
  const Rule about = {.head = 2, .constant = 0, .end = 0, .length = 1, .body = {1}};
  rule_print(&about, &e, &r, &out);
  CU_ASSERT_STRING_EQUAL(buffer_text(&out), "in(paris, X) <- of(X, paris) [0.000 = 0/0]");
  buffer_clear(&out);
  const Rule empty = {.head = 0, .constant = 0, .end = -1};
  CU_ASSERT_FALSE(rule_print_sparql(&empty, RULE_HEAD_SUGGESTED, &e, &r, &out));
  CU_ASSERT_EQUAL(out.length, 0);
  buffer_free(&out);
  dictionary_builder_free(&entities);
  dictionary_builder_free(&relations);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(every_matching_rule_is_asked_in_order),
      TEST(rules_that_change_nothing_are_left_out),
      TEST(many_relations_are_told_apart),
      TEST(rules_find_how_the_graph_was_made),
      TEST(rules_by_draws_can_be_repeated),
      TEST(rules_are_judged_exactly_where_they_can_be),
      TEST(rules_are_printed_for_people_and_as_queries),
  };
  return suites_run("embed_rules", tests, COUNT(tests));
}
