// Suggestions of a model and rules, by themselves.
#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

#include "embed/suggest/suggest.h"
#include "tests/support/families.h"
#include "tests/support/fixture.h"

static void suggestions_are_new_likely_and_explained(void) {
  TrainingData owner = families();
  Settings settings = families_settings("complex");
  settings.rules_time = 0.5;
  Trained trained = families_train(&owner, &settings, 1, true);
  // Only training is known, so that validation can be suggested.
  Graph known = learn_graph(&trained.data, false);
  Predictor *predictor = predictor_create(&trained, &known);
  size_t right = 0;
  for (size_t i = 0; i < owner.valid.count; i++) {
    const Triple truth = owner.valid.item[i];
    SuggestTask task = {.trained = &trained,
                        .predictor = predictor,
                        .known = &known,
                        .question = {truth.head, truth.relation, ASKED},
                        .count = 3};
    size_t count;
    Suggestion *suggestion = suggest(&task, &count);
    CU_ASSERT(count > 0 && count <= 3);
    for (size_t s = 0; s < count; s++) {
      const Triple t = suggestion[s].triple;
      CU_ASSERT(!graph_has(&known, t.head, t.relation, t.tail));
      CU_ASSERT(suggestion[s].probability >= 0 && suggestion[s].probability <= 1);
      if (s > 0) CU_ASSERT(suggestion[s].probability <= suggestion[s - 1].probability);
      // Only towns are lived in.
      CU_ASSERT(strncmp(dictionary_name(&trained.data.entities, t.tail, NULL), "town", 4) == 0);
    }
    right += suggestion[0].triple.tail == truth.tail;
    if (suggestion[0].triple.tail == truth.tail) {
      CU_ASSERT(suggestion[0].probability > 0.5);
      CU_ASSERT(suggestion[0].reasons > 0);
      CU_ASSERT_EQUAL(suggestion[0].reason[0].kind, REASON_RULE);
    }
    free(suggestion);
    // The other questions: who lives there, what links the two, what is missing about the child.
    task.question = (Triple){ASKED, truth.relation, truth.tail};
    free(suggest(&task, &count));
    CU_ASSERT(count > 0);
    task.question = (Triple){truth.head, ASKED, truth.tail};
    suggestion = suggest(&task, &count);
    CU_ASSERT(count > 0);
    CU_ASSERT_EQUAL(suggestion[0].triple.relation, truth.relation);
    free(suggestion);
    task.question = (Triple){truth.head, ASKED, ASKED};
    suggestion = suggest(&task, &count);
    CU_ASSERT(count > 0);
    free(suggestion);
  }
  CU_ASSERT(right * 10 >= owner.valid.count * 9);
  // More than there are candidates; an entity that nobody knows.
  size_t count;
  SuggestTask task = {.trained = &trained,
                      .predictor = predictor,
                      .known = &known,
                      .question = {0, families_relation(&owner, "lives"), ASKED},
                      .count = 100000};
  free(suggest(&task, &count));
  CU_ASSERT(count <= 12);
  task.question.head = known.entities;
  Suggestion *suggestion = suggest(&task, &count);
  CU_ASSERT(count > 0);
  CU_ASSERT_EQUAL(suggestion[0].reason[0].kind, REASON_POPULARITY);
  free(suggestion);
  predictor_destroy(predictor);
  graph_free(&known);
  learn_free(&trained);
  training_data_free(&owner);
}

int main(void) {
  static const TestCase tests[] = {TEST(suggestions_are_new_likely_and_explained)};
  return suites_run("embed_suggest", tests, sizeof tests / sizeof *tests);
}
