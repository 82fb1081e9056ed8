"""Stands between a client and a server on this machine, and breaks off in the middle.

    relay.py PORT TARGET MODE BYTES

Lets BYTES through from the server to the client of each connection, then closes it (MODE `cut`) or says nothing more (`hang`).
"""
import socket
import sys
import threading


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass


def serve(client, target, mode, allowed):
    server = socket.create_connection(("127.0.0.1", target))
    threading.Thread(target=pump, args=(client, server), daemon=True).start()
    try:
        while allowed > 0 and (data := server.recv(min(65536, allowed))):
            client.sendall(data)
            allowed -= len(data)
    except OSError:
        pass
    if mode == "hang" and allowed <= 0:
        threading.Event().wait()
    # Closing alone says nothing to the other side while a thread still reads.
    for end in (client, server):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def main():
    port, target, mode, allowed = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    with socket.create_server(("127.0.0.1", port)) as listener:
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve, args=(client, target, mode, allowed), daemon=True).start()


main()
