#include <arpa/inet.h>
#include <microhttpd.h>

/* MHD_start_daemon takes any number of arguments, which Swift cannot call. One thread; a connection is closed after ten silent
   seconds. Who comes when all places are taken is not kept waiting: the server makes room (HTTPServer.swift), which takes a
   round of the thread, hence twice as many places as it fills. */
static inline struct MHD_Daemon *mhd_start(
    const struct sockaddr *address, unsigned int connections, MHD_AccessHandlerCallback handler,
    MHD_RequestCompletedCallback completed, MHD_NotifyConnectionCallback changed, void *context) {
  return MHD_start_daemon(
      MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, handler, context,
      MHD_OPTION_SOCK_ADDR, address,
      MHD_OPTION_NOTIFY_COMPLETED, completed, context,
      MHD_OPTION_NOTIFY_CONNECTION, changed, context,
      MHD_OPTION_CONNECTION_LIMIT, 2 * connections,
      MHD_OPTION_CONNECTION_TIMEOUT, 10u,
      MHD_OPTION_END);
}

/* Closed enums come to Swift under names that depend on the header's spelling. */
static inline enum MHD_Result mhd_result(int isGood) { return isGood ? MHD_YES : MHD_NO; }
static inline int mhd_is_start(enum MHD_ConnectionNotificationCode code) {
  return code == MHD_CONNECTION_NOTIFY_STARTED;
}

static inline int mhd_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info == NULL ? -1 : info->connect_fd;
}

/* The client's IPv4 address as a number; 0 for any other. */
static inline unsigned int mhd_client(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (info == NULL || info->client_addr == NULL || info->client_addr->sa_family != AF_INET) return 0;
  return ((const struct sockaddr_in *)info->client_addr)->sin_addr.s_addr;
}

static inline struct MHD_Response *mhd_copying_response(size_t count, const void *bytes) {
  return MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}

static inline unsigned int mhd_port(struct MHD_Daemon *daemon) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info == NULL ? 0 : info->port;
}
