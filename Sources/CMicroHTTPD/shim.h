#include <microhttpd.h>

/* MHD_start_daemon takes any number of arguments, which Swift cannot call. One thread, at most 64 connections, each closed
   after ten silent seconds. */
static inline struct MHD_Daemon *mhd_start(
    const struct sockaddr *address, MHD_AccessHandlerCallback handler, MHD_RequestCompletedCallback completed,
    void *context) {
  return MHD_start_daemon(
      MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, handler, context,
      MHD_OPTION_SOCK_ADDR, address,
      MHD_OPTION_NOTIFY_COMPLETED, completed, context,
      MHD_OPTION_CONNECTION_LIMIT, 64u,
      MHD_OPTION_CONNECTION_TIMEOUT, 10u,
      MHD_OPTION_END);
}

/* Closed enums come to Swift under names that depend on the header's spelling. */
static inline enum MHD_Result mhd_result(int isGood) { return isGood ? MHD_YES : MHD_NO; }

static inline struct MHD_Response *mhd_copying_response(size_t count, const void *bytes) {
  return MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}

static inline unsigned int mhd_port(struct MHD_Daemon *daemon) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info == NULL ? 0 : info->port;
}
