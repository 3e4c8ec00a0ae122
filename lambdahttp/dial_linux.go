package lambdahttp

import (
	"io"
	"net/netip"
	"os"
	"syscall"
)

// dialAlone connects to the Runtime API by the only connection of the process.
// Where the address is a literal one of IPv4, as it is on Lambda, that is a
// socket which blocks its thread: the poller of package net, which keeps threads
// free for many connections, would take a twentieth of a cold start.
func dialAlone(address string) (io.ReadWriteCloser, error) {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !to.Addr().Is4() {
		return dial(address)
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	s := socket(fd)
	// Heads and bodies are written apart: neither waits for the other's receipt.
	err = os.NewSyscallError("setsockopt", syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1))
	if err == nil {
		err = s.connect(to)
	}
	if err != nil {
		_ = s.Close() // nothing was written
		return nil, err
	}
	return s, nil
}

// A socket is a TCP connection that blocks its thread.
type socket int

func (s socket) connect(to netip.AddrPort) error {
	peer := &syscall.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}
	_, err := again(func() (int, error) { return 0, syscall.Connect(int(s), peer) })
	return os.NewSyscallError("connect", err)
}

// Read implements io.Reader.
func (s socket) Read(p []byte) (int, error) {
	n, err := again(func() (int, error) { return syscall.Read(int(s), p) })
	switch {
	case err != nil:
		return 0, os.NewSyscallError("read", err)
	case n == 0 && len(p) > 0:
		return 0, io.EOF
	}
	return n, nil
}

// Write implements io.Writer.
func (s socket) Write(p []byte) (int, error) {
	done := 0
	for done < len(p) {
		n, err := again(func() (int, error) { return syscall.Write(int(s), p[done:]) })
		if err != nil {
			return done, os.NewSyscallError("write", err)
		}
		done += n
	}
	return done, nil
}

// Close implements io.Closer.
func (s socket) Close() error { return os.NewSyscallError("close", syscall.Close(int(s))) }

// again calls f until no signal interrupts it, as those do by which Go's
// scheduler takes threads back.
func again(f func() (int, error)) (int, error) {
	for {
		n, err := f()
		if err != syscall.EINTR { //nolint:errorlint // package syscall returns it bare
			return n, err
		}
	}
}
