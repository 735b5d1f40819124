#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

// Messages about packets are taken apart with macros, which Swift does not import.

/// Asks the kernel to note when data comes in on a socket (socket(7)); nothing where it cannot.
static inline void csocket_note_arrivals(int socket) {
  int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
}

/// When the data came that is read next, in nanoseconds of CLOCK_REALTIME; 0 where nothing says so.
/// The data stays where it is.
static inline int64_t csocket_arrival(int socket) {
  char byte;
  union {
    char bytes[CMSG_SPACE(sizeof(struct timespec)) * 2];
    struct cmsghdr aligned;
  } control;
  struct iovec place = {&byte, 1};
  struct msghdr message = {0};
  message.msg_iov = &place;
  message.msg_iovlen = 1;
  message.msg_control = &control;
  message.msg_controllen = sizeof control;
  if (recvmsg(socket, &message, MSG_PEEK | MSG_DONTWAIT) <= 0) return 0;
  for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
    if (head->cmsg_level == SOL_SOCKET && head->cmsg_type == SO_TIMESTAMPNS) {
      struct timespec time;
      __builtin_memcpy(&time, CMSG_DATA(head), sizeof time);
      return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
    }
  }
  return 0;
}
