/*
 * date.h: moments as HTTP writes them (RFC 9110, section 5.6.7).
 */
#ifndef HTTP_DATE_H
#define HTTP_DATE_H

#include <stdint.h>

enum { HTTP_DATE_LEN = 29 };

/* Such as "Sun, 06 Nov 1994 08:49:37 GMT", for a moment in 1970 to 9999. */
void http_date_print(char out[HTTP_DATE_LEN + 1], int64_t at);

#endif
