"""The waybill command, installed with pip: the console script hands over to the program beside this file."""
import os
import pathlib
import sys


def main() -> None:
    program = pathlib.Path(__file__).parent / "waybill"
    os.execv(program, [str(program), *sys.argv[1:]])
