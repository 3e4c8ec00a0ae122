package main

import (
	"encoding/binary"
	"errors"
	"net"
	"syscall"
	"time"
)

// stamped has the kernel note when messages arrive at the connections of a
// listener, and wakes nobody before one has: to wake this program takes a part of
// a cold start, which would be a part of every figure.
func stamped(_, _ string, c syscall.RawConn) error {
	var failed error
	err := c.Control(func(fd uintptr) {
		failed = errors.Join(
			syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_TIMESTAMPNS, 1),
			syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_DEFER_ACCEPT, 30))
	})
	return errors.Join(err, failed)
}

// arrival waits for the first bytes of a connection and tells when they arrived.
func arrival(conn net.Conn) (at time.Time, begun []byte, err error) {
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return at, nil, err
	}
	begun, about := make([]byte, 4<<10), make([]byte, 256)
	var n, size int
	var failed error
	err = raw.Read(func(fd uintptr) bool {
		n, size, _, _, failed = syscall.Recvmsg(int(fd), begun, about, 0)
		return failed != syscall.EAGAIN
	})
	if err := errors.Join(err, failed); err != nil {
		return at, nil, err
	}
	messages, err := syscall.ParseSocketControlMessage(about[:size])
	if err != nil {
		return at, nil, err
	}
	for _, m := range messages {
		if m.Header.Type == syscall.SO_TIMESTAMPNS && len(m.Data) >= 16 {
			seconds, nanoseconds := binary.NativeEndian.Uint64(m.Data), binary.NativeEndian.Uint64(m.Data[8:])
			return time.Unix(int64(seconds), int64(nanoseconds)), begun[:n], nil
		}
	}
	return at, nil, errors.New("the kernel did not say when the call arrived")
}
