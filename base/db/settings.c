// Session settings as commands.
#include "base/db/settings.h"

#include <stdio.h>

static void write_timeout(unsigned ms, char *out) {
  if (ms == 0)
    (void)snprintf(out, SETTING_SIZE, "RESET statement_timeout");
  else
    (void)snprintf(out, SETTING_SIZE, "SET statement_timeout = %u", ms);
}

static const char *workers_command(bool none) {
  return none ? "SET max_parallel_workers_per_gather = 0" : "RESET max_parallel_workers_per_gather";
}

static const char *plan_mode_command(PlanMode mode) {
  switch (mode) {
    case PLAN_GENERIC: return "SET plan_cache_mode = force_generic_plan";
    case PLAN_CUSTOM: return "SET plan_cache_mode = force_custom_plan";
    case PLAN_OF_SERVER: break;
  }
  return "RESET plan_cache_mode";
}

int settings_commands(const Settings *has, const Settings *wanted,
                      char out[static SETTING_COUNT][SETTING_SIZE]) {
  int count = 0;
  if (has == NULL || has->timeout_ms != wanted->timeout_ms)
    write_timeout(wanted->timeout_ms, out[count++]);
  if (has == NULL || has->no_workers != wanted->no_workers)
    (void)snprintf(out[count++], SETTING_SIZE, "%s", workers_command(wanted->no_workers));
  if (has == NULL || has->plan_mode != wanted->plan_mode)
    (void)snprintf(out[count++], SETTING_SIZE, "%s", plan_mode_command(wanted->plan_mode));
  return count;
}
