package brokensyntax

var fine = 1

func half( {
