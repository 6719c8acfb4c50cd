/* Loaded before the libraries of an Espruino for Linux (LD_PRELOAD), in whose working directory it finds its files.
   The clock: it starts at 1970 and stands at the real time once there is a file `clock-is-set`, as an SNTP client sets it.
   The flash: the power goes in the middle of the nth write to it from now, where a file `power-cut` says n. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define LOOK_EVERY_US 20000

typedef int (*get_clock)(clockid_t, struct timespec *);

static int real_clock(clockid_t id, struct timespec *to) {
  static get_clock next;
  if (!next) next = (get_clock)dlsym(RTLD_NEXT, "clock_gettime");
  return next(id, to);
}

/* Microseconds of the clock that the program sees. */
static long long chip_us(void) {
  static long long start, looked;
  static int is_set;
  struct timespec real;
  real_clock(CLOCK_REALTIME, &real);
  long long now = real.tv_sec * 1000000LL + real.tv_nsec / 1000;
  if (!start) start = now;
  if (!is_set && now - looked > LOOK_EVERY_US) {
    looked = now;
    is_set = access("clock-is-set", F_OK) == 0;
  }
  return is_set ? now : now - start;
}

int gettimeofday(struct timeval *to, void *zone) {
  long long us = chip_us();
  (void)zone;
  to->tv_sec = us / 1000000;
  to->tv_usec = us % 1000000;
  return 0;
}

int clock_gettime(clockid_t id, struct timespec *to) {
  if (id != CLOCK_REALTIME) return real_clock(id, to);
  long long us = chip_us();
  to->tv_sec = us / 1000000;
  to->tv_nsec = us % 1000000 * 1000;
  return 0;
}

time_t time(time_t *to) {
  time_t seconds = chip_us() / 1000000;
  if (to) *to = seconds;
  return seconds;
}

/* True if it is the flash that this stream writes to. */
static int is_flash(FILE *stream) {
  char link[40], path[1024];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fileno(stream));
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  const char *name = strrchr(path, '/');
  return name && !strcmp(name, "/espruino.flash");
}

/* Writes left until the power goes; 0 as long as nobody asks for that. */
static int writes_left(void) {
  static int left;
  FILE *file;
  if (left > 0) return left--;
  file = fopen("power-cut", "r");
  if (!file) return 0;
  if (fscanf(file, "%d", &left) != 1) left = 0;
  fclose(file);
  unlink("power-cut");
  return left > 0 ? left-- : 0;
}

size_t fwrite(const void *from, size_t size, size_t count, FILE *stream) {
  static size_t (*next)(const void *, size_t, size_t, FILE *);
  if (!next) next = (size_t(*)(const void *, size_t, size_t, FILE *))dlsym(RTLD_NEXT, "fwrite");
  if (stream == stdout || stream == stderr || !is_flash(stream) || writes_left() != 1) return next(from, size, count, stream);
  next(from, size, count / 2, stream);
  fflush(stream);
  _exit(9);
}
