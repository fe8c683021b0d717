// Days and dates of the proleptic Gregorian calendar, without the C library's locale and time zone.
#ifndef ANAMORPH_BASE_CALENDAR_H
#define ANAMORPH_BASE_CALENDAR_H

#include <stdint.h>
#include <time.h>

typedef struct CalendarDate {
  int64_t year;
  int month, day;  // from 1
} CalendarDate;

// days: since 1970-01-01; negative before.
CalendarDate calendar_date(int64_t days);
int64_t calendar_days(int64_t year, int month, int day);

// A moment in UTC. weekday: from 0, Sunday.
typedef struct Utc {
  CalendarDate date;
  int weekday, hour, minute, second;
} Utc;

Utc calendar_utc(time_t seconds);

#endif
