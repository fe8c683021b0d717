// The calendar, by whole eras of 400 years.
#include "base/calendar.h"

enum { DAY_SECONDS = 86400, ERA_DAYS = 146097, DAYS_BEFORE_1970 = 719468, THURSDAY = 4 };

int64_t calendar_days(int64_t year, int month, int day) {
  year -= month <= 2;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t of_era = year - era * 400;
  const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_BEFORE_1970;
}

CalendarDate calendar_date(int64_t days) {
  days += DAYS_BEFORE_1970;
  const int64_t era = (days >= 0 ? days : days - (ERA_DAYS - 1)) / ERA_DAYS;
  const int64_t of_era = days - era * ERA_DAYS;
  const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const int64_t month = (5 * of_year + 2) / 153;
  CalendarDate date = {.day = (int)(of_year - (153 * month + 2) / 5 + 1),
                       .month = (int)(month < 10 ? month + 3 : month - 9)};
  date.year = year + era * 400 + (date.month <= 2);
  return date;
}

Utc calendar_utc(time_t seconds) {
  int64_t days = seconds / DAY_SECONDS;
  int clock = (int)(seconds % DAY_SECONDS);
  if (clock < 0) {
    clock += DAY_SECONDS;
    days--;
  }
  const int weekday = (int)((days + THURSDAY) % 7);  // 1970 began on that
  return (Utc){.date = calendar_date(days),
               .weekday = weekday < 0 ? weekday + 7 : weekday,
               .hour = clock / 3600,
               .minute = clock / 60 % 60,
               .second = clock % 60};
}
