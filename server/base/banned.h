/*
 * banned.h: functions that have a better neighbour here.  Included by every
 * translation unit through the build (-include), after which their use does
 * not compile.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* clock_now() for moments, clock_in() to wait by one that never jumps. */
#ifndef READS_THE_WALL_CLOCK
#undef CLOCK_REALTIME
#undef CLOCK_REALTIME_COARSE
#pragma GCC poison CLOCK_REALTIME CLOCK_REALTIME_COARSE
#endif

/* glibc makes these macros for clang with _FORTIFY_SOURCE. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gets
#pragma GCC poison atoi atol atoll localtime gmtime asctime ctime rand srand

#endif
