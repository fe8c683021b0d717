// Custom or generic plans: when both are measured, and which is taken.
#include <CUnit/CUnit.h>

#include "rewriter/plan/choice.h"
#include "tests/support/fixture.h"

static unsigned measured_of(PlanChoice *choice, unsigned runs, double ms) {
  unsigned count = 0;
  for (unsigned i = 0; i < runs; i++) count += plan_choice_run(choice, ms);
  return count;
}

static PlanMode mode_after(double custom, double generic, unsigned times) {
  PlanChoice choice = {0};
  for (unsigned i = 0; i < times; i++)
    plan_choice_note(&choice, &(PlanTimes){.custom = custom, .generic = generic});
  return plan_choice_mode(&choice);
}

static void runs_are_measured_ever_more_seldom(void) {
  PlanChoice choice = {0};
  CU_ASSERT_EQUAL(measured_of(&choice, 5, 1), 0);
  CU_ASSERT_EQUAL(measured_of(&choice, 3, 1), 3);
  CU_ASSERT_EQUAL(measured_of(&choice, 55, 1), 0);
  CU_ASSERT_EQUAL(measured_of(&choice, 1, 1), 1);  // the 64th
  CU_ASSERT_EQUAL(measured_of(&choice, 447, 1), 0);
  CU_ASSERT_EQUAL(measured_of(&choice, 1, 1), 1);           // the 512th
  CU_ASSERT_EQUAL(measured_of(&choice, 4096 - 512, 1), 1);  // the 4,096th
}

static void long_runs_are_not_measured(void) {
  PlanChoice choice = {0};
  CU_ASSERT_EQUAL(measured_of(&choice, 600, 50), 0);
  CU_ASSERT_EQUAL(plan_choice_mode(&choice), PLAN_OF_SERVER);
}

static void what_is_clearly_quicker_is_taken(void) {
  CU_ASSERT_EQUAL(mode_after(0.4, 0.1, 3), PLAN_GENERIC);
  CU_ASSERT_EQUAL(mode_after(1, 30, 3), PLAN_CUSTOM);
  CU_ASSERT_EQUAL(mode_after(1, 1.1, 3), PLAN_OF_SERVER);
  CU_ASSERT_EQUAL(mode_after(1.1, 1, 3), PLAN_OF_SERVER);
}

static void little_that_is_known_decides_nothing(void) {
  CU_ASSERT_EQUAL(mode_after(0.4, 0.1, 2), PLAN_OF_SERVER);
}

// Values for which the plan for all is bad weigh by what they cost.
static void one_bad_run_outweighs_many_good_ones(void) {
  PlanChoice choice = {0};
  for (unsigned i = 0; i < 4; i++) plan_choice_note(&choice, &(PlanTimes){0.4, 0.1});
  CU_ASSERT_EQUAL(plan_choice_mode(&choice), PLAN_GENERIC);
  plan_choice_note(&choice, &(PlanTimes){0.5, 100});
  CU_ASSERT_EQUAL(plan_choice_mode(&choice), PLAN_CUSTOM);
}

int main(void) {
  static const TestCase tests[] = {
      TEST(runs_are_measured_ever_more_seldom),   TEST(long_runs_are_not_measured),
      TEST(what_is_clearly_quicker_is_taken),     TEST(little_that_is_known_decides_nothing),
      TEST(one_bad_run_outweighs_many_good_ones),
  };
  return suites_run("plan choice", tests, sizeof tests / sizeof *tests);
}
